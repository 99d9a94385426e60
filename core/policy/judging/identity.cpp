#include "core/policy/judging/identity.h"

#include <fmt/format.h>
#include <algorithm>

namespace tollgate::policy {
namespace {

constexpr std::string_view kServiceAccount = "system:serviceaccount:";
constexpr std::string_view kServiceAccountUser = "sa.";
constexpr std::size_t kLongestLabelValue = 63;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

Error refused(std::string_view raw, std::string_view why) {
  return {ErrorCode::kInvalid, fmt::format("the caller \"{}\" has no user name here: {}", raw, why)};
}

Result<std::string> service_account_user(std::string_view raw) {
  std::string user = fmt::format("{}{}", kServiceAccountUser, raw.substr(kServiceAccount.size()));
  std::ranges::replace(user, ':', '.');
  if (!is_label_value(user)) return refused(raw, fmt::format("\"{}\" is not a label value", user));
  return user;
}

std::string_view without_prefix(std::string_view raw, const Identity& identity) {
  std::size_t longest = 0;
  for (const std::string& prefix : identity.strip_prefixes) {
    if (raw.starts_with(prefix)) longest = std::max(longest, prefix.size());
  }
  return raw.substr(longest);
}

}  // namespace

bool is_label_value(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabelValue) return false;
  if (!is_alphanumeric(text.front()) || !is_alphanumeric(text.back())) return false;
  return std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

Result<std::string> canonical_user(std::string_view raw, const Identity& identity) {
  if (raw.starts_with(kServiceAccount)) return service_account_user(raw);
  std::string_view user = without_prefix(raw, identity);
  if (identity.drop_domain) user = user.substr(0, user.find('@'));
  if (!is_label_value(user)) return refused(raw, fmt::format("\"{}\" is not a label value", user));
  if (user.starts_with(kServiceAccountUser)) return refused(raw, "names that begin with \"sa.\" are service accounts'");
  if (user == kUnknownUser) return refused(raw, "\"unknown\" is reserved");
  return std::string{user};
}

}  // namespace tollgate::policy
