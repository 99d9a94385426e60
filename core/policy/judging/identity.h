// Whose name goes on an object: the caller's raw name made into a user name, the same for labels, ledger and Slurm.

#pragma once

#include <string>
#include <string_view>

#include "core/policy/site.h"
#include "core/result.h"

namespace tollgate::policy {

// What stands for a pod's user when a trusted controller made it and nothing says for whom. Nobody can be called so.
inline constexpr std::string_view kUnknownUser = "unknown";

// "oidc:alice@example.com" → "alice" (prefix stripped and domain dropped as configured); "system:serviceaccount:NS:N" →
// "sa.NS.N". kInvalid for what cannot be a label value, and for names that would collide with another kind of caller.
Result<std::string> canonical_user(std::string_view raw, const Identity& identity);

// 1 to 63 of [A-Za-z0-9._-], letter or digit at both ends.
bool is_label_value(std::string_view text);

}  // namespace tollgate::policy
