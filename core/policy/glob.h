// Globs, the only patterns in policies: `*` = any run of characters (also of `/` and `.`), `?` = exactly one.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tollgate::policy {

// The whole text, case-sensitive. Linear in the text for each `*`; never recursive.
bool glob_matches(std::string_view pattern, std::string_view text);
bool any_glob_matches(std::span<const std::string> patterns, std::string_view text);

// Without `*` and `?`.
bool is_literal(std::string_view pattern);
bool all_literal(std::span<const std::string> patterns);  // and there are some

// Is there a text that both match? Quadratic in the lengths.
bool globs_overlap(std::string_view a, std::string_view b);

// What stands before the first `*` or `?`.
std::string_view literal_prefix(std::string_view pattern);

}  // namespace tollgate::policy
