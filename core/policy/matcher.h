// A block of `match` or `exclude`, as written.

#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tollgate::policy {

// Keys AND, values OR, an absent key matches anything. Values are globs over the whole text, letter case counts, and they match
// only what is there: teams ["*"] does not match a namespace without a team.
struct Matcher {
  using Globs = std::vector<std::string>;
  using ByKey = std::vector<std::pair<std::string, Globs>>;

  Globs namespaces;
  Globs teams;
  Globs job_types;
  Globs users;
  Globs callers;
  Globs caller_groups;
  Globs service_accounts;  // over "NAMESPACE:NAME"
  Globs kinds;
  Globs operations;
  Globs pools;   // the pod's: the one it selects, else the one its GPUs would come from
  Globs images;  // over the normal form; of any container
  ByKey namespace_labels;
  ByKey labels;
};

}  // namespace tollgate::policy
