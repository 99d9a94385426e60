// "did you mean …?"

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tollgate::policy {

// The candidate that a slip of the fingers turns into `text`; empty when none is near. The first of equals.
std::string_view closest(std::string_view text, std::span<const std::string_view> candidates);

// ` (did you mean "experiment"?)`, else ` (known: a, b)` when the candidates are few, else nothing.
std::string suggestion(std::string_view text, std::span<const std::string_view> candidates);

}  // namespace tollgate::policy
