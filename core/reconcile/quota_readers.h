// Who may read which team's quota at the API server.

#pragma once

#include <string>
#include <vector>

#include "core/policy/site.h"

namespace tollgate::reconcile {

// Names as the API server authenticates them.
struct QuotaReaders {
  std::string team;  // whose quota, and no other's; empty: all teams', and the list of them
  std::vector<std::string> users;
  std::vector<std::string> groups;
  bool operator==(const QuotaReaders&) const = default;
};

// The platform's admins, and of each team that has a quota its members; whoever reads nothing is left out. A member is known
// here by the name that labels carry: the API server's is that name, or that name behind a prefix that `identity` strips. Behind
// a domain that it drops nobody knows it; such members come in by a group.
std::vector<QuotaReaders> quota_readers(const policy::Site& site);

// What is to be granted anew, and whose grants are to go.
struct ReaderChanges {
  std::vector<QuotaReaders> grant;
  std::vector<std::string> revoke;  // teams; empty: of the admins
};
ReaderChanges plan_readers(const std::vector<QuotaReaders>& desired, const std::vector<QuotaReaders>& granted);

}  // namespace tollgate::reconcile
