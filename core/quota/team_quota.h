// A team's quota as people see it: what is used, promised and free, who holds it, and when it comes back.
//
// For reading only: nothing is granted or refused by it. Its stored form is the TeamQuota CRD.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/gpu_units.h"
#include "core/model/instant.h"
#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate::quota {

// What the pods of one workload hold, or one pod that belongs to none.
struct Holding {
  std::string team;
  std::string namespace_name;
  std::string name;  // of what controls the pods, or the pod's own
  std::string user;
  std::string job_type;
  GpuUnits gpus;
  std::optional<Instant> ends;  // of the last of its pods; absent: of one of them nobody knows
  bool operator==(const Holding&) const = default;
};

// Of one tree.
struct Holdings {
  std::vector<Holding> held;
  std::map<std::string, std::int64_t, std::less<>> waiting;  // pods behind our gate, by team
  bool operator==(const Holdings&) const = default;
};

// One model, job type, user, or team below.
struct Portion {
  std::string name;
  GpuUnits used;  // with what was promised
  std::optional<GpuUnits> limit;
  bool operator==(const Portion&) const = default;
};

struct Return {
  Instant at;
  GpuUnits gpus;
  bool operator==(const Return&) const = default;
};

// Amounts are those of the team with all teams below it.
struct TeamQuota {
  std::string team;
  std::string parent;  // empty: it is the root
  std::string root;
  GpuUnits used;      // by pods that exist, and what was promised to pods that have not been seen
  GpuUnits reserved;  // the promised part of it
  std::optional<GpuUnits> limit;
  GpuUnits guaranteed;
  GpuUnits free;             // what it could get now, by its own limit, those of the teams above and what others are guaranteed
  std::int64_t waiting = 0;  // pods that wait until their GPUs can be granted
  bool over_limit = false;   // it, or a portion of it, holds more than its limit: that was lowered, or counts for less
  std::vector<Portion> by_model;
  std::vector<Portion> by_job_type;
  std::vector<Portion> by_user;   // the largest
  std::vector<Portion> teams;     // directly below it
  std::vector<Holding> holders;   // the largest of its own pods; what teams below hold is in their quotas
  std::vector<Return> returning;  // what is given back at known times, the soonest first
  bool operator==(const TeamQuota&) const = default;
};

// How much of it is shown. It bounds the size of what is stored.
inline constexpr std::size_t kMostHolders = 10;
inline constexpr std::size_t kMostUsers = 100;
inline constexpr std::size_t kMostReturns = 50;

// Of every team in the ledger, in its order. kUnavailable: the ledger was not counted yet, or cannot be summed up (a policy is
// being rolled out).
Result<std::vector<TeamQuota>> team_quotas(const Ledger& ledger, const Holdings& holdings);

}  // namespace tollgate::quota
