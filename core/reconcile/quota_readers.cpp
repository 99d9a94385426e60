#include "core/reconcile/quota_readers.h"

#include <algorithm>

namespace tollgate::reconcile {
namespace {

void sort_and_merge(std::vector<std::string>& names) {
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
}

// Every name that stands for this user.
void add_user(const std::string& user, const policy::Identity& identity, std::vector<std::string>& names) {
  names.push_back(user);
  for (const std::string& prefix : identity.strip_prefixes) names.push_back(prefix + user);
}

QuotaReaders readers(std::string team, const std::vector<std::string>& users, const std::vector<std::string>& groups,
                     const policy::Identity& identity) {
  QuotaReaders readers{.team = std::move(team), .users = {}, .groups = groups};
  for (const std::string& user : users) add_user(user, identity, readers.users);
  sort_and_merge(readers.users);
  sort_and_merge(readers.groups);
  return readers;
}

}  // namespace

std::vector<QuotaReaders> quota_readers(const policy::Site& site) {
  const policy::Platform& platform = site.platform;
  std::vector<QuotaReaders> all;
  const auto add = [&](QuotaReaders readers) {
    if (!readers.users.empty() || !readers.groups.empty()) all.push_back(std::move(readers));
  };
  add(readers({}, platform.admin_users, platform.admin_groups, platform.identity));
  for (const policy::Team& team : site.teams) {
    if (!site.root_of(team).quota) continue;
    std::vector<std::string> users = team.member_users;
    users.insert(users.end(), team.member_admins.begin(), team.member_admins.end());
    add(readers(team.name, users, team.member_groups, platform.identity));
  }
  return all;
}

ReaderChanges plan_readers(const std::vector<QuotaReaders>& desired, const std::vector<QuotaReaders>& granted) {
  ReaderChanges changes;
  for (const QuotaReaders& readers : desired) {
    if (std::ranges::find(granted, readers) == granted.end()) changes.grant.push_back(readers);
  }
  for (const QuotaReaders& readers : granted) {
    if (std::ranges::find(desired, readers.team, &QuotaReaders::team) == desired.end()) changes.revoke.push_back(readers.team);
  }
  return changes;
}

}  // namespace tollgate::reconcile
