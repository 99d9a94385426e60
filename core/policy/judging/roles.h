// Who asks, as far as it gives a right: the platform's admins, a team's admins, our own controller.

#pragma once

#include "core/model/admission_request.h"
#include "core/policy/site.h"

namespace tollgate::policy {

// The controller's service account: it writes what is derived from the policy.
inline constexpr std::string_view kController = "system:serviceaccount:tollgate-system:tollgate-controller";

// Named in `admins`, or of system:masters: those get past every right, and could as well take the registration away.
bool is_platform_admin(const model::Caller& caller, const Platform& platform);

// Named in the team's `members.admins`.
bool is_team_admin(const model::Caller& caller, const Team& team, const Identity& identity);

}  // namespace tollgate::policy
