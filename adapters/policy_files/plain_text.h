// Is a file text that a YAML parser reads to its end? Asked before it is parsed.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/policy/document.h"

namespace tollgate::policy_files {

// The first byte that is not UTF-8, or a control character other than tab and line end. (yaml-cpp takes 0x04 for the end
// of the input and would drop the rest without a word.)
std::optional<policy::Mistake> first_unreadable(std::string_view text, const std::string& file);

}  // namespace tollgate::policy_files
