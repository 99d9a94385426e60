#include "core/policy/fields/params.h"

#include <charconv>
#include <cstdlib>
#include <utility>

namespace tollgate::policy {
namespace {

// "[a, b]" → {"a", "b"}: the only YAML a default needs.
std::vector<std::string> flow_list(std::string_view text) {
  std::vector<std::string> items;
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return items;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Params::Value fallback_of(const ParamSpec& spec) {
  switch (spec.type) {
    case ParamType::kString: return std::string{spec.fallback};
    case ParamType::kStrings: return flow_list(spec.fallback);
    case ParamType::kBool: return spec.fallback == "true";
    case ParamType::kInteger: return number(spec.fallback);
  }
  std::abort();
}

}  // namespace

Params::Params(std::span<const ParamSpec> specs) {
  for (const ParamSpec& spec : specs) values_.emplace(spec.name, fallback_of(spec));
}

template <class T>
const T& Params::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || !std::holds_alternative<T>(found->second)) std::abort();
  return std::get<T>(found->second);
}

const std::string& Params::text(std::string_view name) const { return get<std::string>(name); }
const std::vector<std::string>& Params::texts(std::string_view name) const { return get<std::vector<std::string>>(name); }
bool Params::flag(std::string_view name) const { return get<bool>(name); }
std::int64_t Params::integer(std::string_view name) const { return get<std::int64_t>(name); }

void Params::write(std::string_view name, Value value) { values_.insert_or_assign(std::string{name}, std::move(value)); }

}  // namespace tollgate::policy
