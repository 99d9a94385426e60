// `tollgate quota`: what the teams use, may use and have left, and who holds a team's GPUs, as the API server shows it.

#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/quota/team_quota.h"

namespace tollgate::cli {

struct QuotaOptions {
  std::string team;  // empty: all teams, for whoever may list them
  std::string kubeconfig;
  bool json = false;
};

// The exit code: 0; 2 there is no such team; 3 the API server cannot be reached or does not let the caller see it.
int quota(const QuotaOptions& options, std::ostream& out, std::ostream& err);

// The parts without the API server: all teams as a tree, and one with its details.
void print_tree(const std::vector<quota::TeamQuota>& quotas, std::ostream& out);
void print_team(const quota::TeamQuota& quota, std::ostream& out);

}  // namespace tollgate::cli
