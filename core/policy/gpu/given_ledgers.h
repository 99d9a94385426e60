// Ledgers as somebody tells them, for judging without a cluster: what is used already, under the Site's quotas.

#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/policy/site.h"
#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate::policy {

struct UsedGpus {
  std::string team;
  std::string user;
  std::string job_type;
  std::string pool;  // empty: in none
  std::string resource = "nvidia.com/gpu";
  std::int64_t amount = 0;
};

using GivenLedgers = std::map<std::string, quota::Ledger, std::less<>>;  // by root

// One ledger for each tree with a quota, as if its pods had been counted. kInvalid: a team that is not in any of them.
Result<GivenLedgers> given_ledgers(const Site& site, std::span<const UsedGpus> usage);

}  // namespace tollgate::policy
