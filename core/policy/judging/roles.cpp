#include "core/policy/judging/roles.h"

#include <algorithm>

#include "core/policy/judging/identity.h"

namespace tollgate::policy {
namespace {

constexpr std::string_view kMasters = "system:masters";

bool is_among(const std::vector<std::string>& users, const model::Caller& caller, const Identity& identity) {
  const Result<std::string> user = canonical_user(caller.username, identity);
  return user.ok() && std::ranges::find(users, *user) != users.end();
}

}  // namespace

bool is_platform_admin(const model::Caller& caller, const Platform& platform) {
  const bool by_group = std::ranges::any_of(caller.groups, [&](model::Text group) {
    return group == kMasters || std::ranges::find(platform.admin_groups, group) != platform.admin_groups.end();
  });
  return by_group || is_among(platform.admin_users, caller, platform.identity);
}

bool is_team_admin(const model::Caller& caller, const Team& team, const Identity& identity) {
  return is_among(team.member_admins, caller, identity);
}

}  // namespace tollgate::policy
