#include "core/quota/upkeep/versions.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::quota {
namespace {

Result<std::string_view> number_of(std::string_view version) {
  if (!is_version(version)) return Error{ErrorCode::kInvalid, fmt::format("resourceVersion \"{}\" is no number", version)};
  version.remove_prefix(std::min(version.find_first_not_of('0'), version.size()));
  return version;
}

}  // namespace

bool is_version(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<bool> is_before(std::string_view one, std::string_view other) {
  const std::string_view a = TRY(number_of(one));
  const std::string_view b = TRY(number_of(other));
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace tollgate::quota
