// resourceVersions of one kind of object: numbers of any length, and those order them.

#pragma once

#include <string_view>

#include "core/result.h"

namespace tollgate::quota {

// kInvalid: one of them is no number.
Result<bool> is_before(std::string_view one, std::string_view other);

[[nodiscard]] bool is_version(std::string_view text);

}  // namespace tollgate::quota
