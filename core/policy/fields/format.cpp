#include "core/policy/fields/format.h"

#include <algorithm>
#include <array>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_alnum(char c) { return is_lower(c) || is_digit(c); }
bool is_alnum(char c) { return is_lower_alnum(c) || is_upper(c); }

// `inner` characters between alphanumeric ends.
template <class End, class Inner>
bool is_name(std::string_view text, std::size_t most, End end, Inner inner) {
  return !text.empty() && text.size() <= most && end(text.front()) && end(text.back()) && std::ranges::all_of(text, inner);
}

bool is_alnum_or_dash(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; }

bool any(std::string_view) { return true; }
bool not_empty(std::string_view text) { return !text.empty(); }

bool dns_label(std::string_view text) {
  return is_name(text, 63, is_lower_alnum, [](char c) { return is_lower_alnum(c) || c == '-'; });
}

bool dns_subdomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!dns_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool label_value(std::string_view text) {
  return is_name(text, 63, is_alnum, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool label_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return label_value(text);
  return dns_subdomain(text.substr(0, slash)) && label_value(text.substr(slash + 1));
}

bool namespace_glob(std::string_view text) {
  if (is_literal(text)) return dns_label(text);
  return text.size() <= 63 &&
         std::ranges::all_of(text, [](char c) { return is_lower_alnum(c) || c == '-' || c == '*' || c == '?'; });
}

bool kind(std::string_view text) { return !text.empty() && is_upper(text.front()) && std::ranges::all_of(text, is_alnum); }

bool slurm_name(std::string_view text) {
  return is_name(text, 63, is_lower_alnum, [](char c) { return is_lower_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool http_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return text.size() > scheme.size() && text[scheme.size()] != '/' && text.find(' ') == text.npos;
  }
  return false;
}

// The digits at the front, taken off. At least one, at most four.
bool take_number(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && is_digit(text[digits])) ++digits;
  text.remove_prefix(digits);
  return digits > 0;
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// "1g.10gb", "1c.3g.40gb", "1g.10gb.me", "1g.10gb-me": as NVIDIA's device plugin spells them.
bool mig_profile(std::string_view text) {
  if (!take_number(text)) return false;
  if (take(text, "c.") && !take_number(text)) return false;
  if (!take(text, "g.") || !take_number(text) || !take(text, "gb")) return false;
  if (text.empty()) return true;
  if (text.size() < 2 || (text[0] != '.' && text[0] != '-') || !is_lower(text[1])) return false;
  return std::ranges::all_of(text.substr(1), [](char c) { return is_lower_alnum(c) || c == '.'; });
}

bool gpu_resource(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !dns_subdomain(text.substr(0, slash))) return false;
  std::string_view name = text.substr(slash + 1);
  if (name.ends_with('*')) return is_name(name.substr(0, name.size() - 1), 62, is_alnum_or_dash, is_alnum_or_dash);
  return label_value(name);
}

bool capability(std::string_view text) {
  return text != "ALL" && !text.starts_with("CAP_") &&
         is_name(text, 63, is_upper, [](char c) { return is_upper(c) || c == '_'; });
}

bool currency(std::string_view text) { return text.size() == 3 && std::ranges::all_of(text, is_upper); }

// What could never match would look like a rule and be none.
bool service_account_glob(std::string_view text) { return text.find_first_of(":*") != std::string_view::npos; }

bool image_glob(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view registry = text.substr(0, slash);
  if (registry.find('*') != std::string_view::npos) return true;
  return slash != std::string_view::npos && (registry == "localhost" || registry.find_first_of(".:?") != std::string_view::npos);
}

constexpr std::array kFormats{
    FormatInfo{Format::kText, "text", ".", not_empty},
    FormatInfo{Format::kAnyText, "text", "", any},
    FormatInfo{Format::kDnsLabel, "a DNS label (at most 63 of a-z, 0-9 and -)", "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
               dns_label},
    FormatInfo{Format::kDnsSubdomain, "a DNS name (a-z, 0-9, - and .)", "^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$", dns_subdomain},
    FormatInfo{Format::kLabelKey, "a Kubernetes label key",
               "^([a-z0-9][-.a-z0-9]*/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$", label_key},
    FormatInfo{Format::kLabelValue, "a Kubernetes label value (at most 63 of letters, digits, -, _ and .)",
               "^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$", label_value},
    FormatInfo{Format::kNamespaceGlob, "the name of a namespace, or a glob of such names (* and ?)", "^[-a-z0-9*?]{1,63}$",
               namespace_glob},
    FormatInfo{Format::kKind, "a Kubernetes kind, as in manifests", "^[A-Z][A-Za-z0-9]*$", kind},
    FormatInfo{Format::kSlurmName, "a Slurm name in lower case (a-z, 0-9, -, _ and .)", "^[a-z0-9]([-_.a-z0-9]{0,61}[a-z0-9])?$",
               slurm_name},
    FormatInfo{Format::kHttpUrl, "an http:// or https:// address", "^https?://[^/ ][^ ]*$", http_url},
    FormatInfo{Format::kMigProfile, "a MIG profile such as 1g.10gb",
               "^([0-9]{1,4}c\\.)?[0-9]{1,4}g\\.[0-9]{1,4}gb([.-][a-z][a-z0-9.]*)?$", mig_profile},
    FormatInfo{Format::kGpuResource, "the name of an extended resource (nvidia.com/gpu), or its beginning and a *",
               "^[-.a-z0-9]+/[-_.A-Za-z0-9]+\\*?$", gpu_resource},
    FormatInfo{Format::kCapability, "a Linux capability such as IPC_LOCK", "^[A-Z][A-Z_]*[A-Z]$", capability},
    FormatInfo{Format::kServiceAccountGlob, "a service account as NAMESPACE:NAME, or a glob of such (* and ?)", "[:*]",
               service_account_glob},
    FormatInfo{Format::kImageGlob, "an image with its registry (docker.io/library/ubuntu:22.04), or a glob of such (* and ?)",
               "^([^/]*[*]|[^/]*[.:?][^/]*/|localhost/)", image_glob},
    FormatInfo{Format::kCurrency, "a currency's three letters, as USD", "^[A-Z]{3}$", currency},
};

}  // namespace

const FormatInfo& info_of(Format format) { return *std::ranges::find(kFormats, format, &FormatInfo::format); }

}  // namespace tollgate::policy
