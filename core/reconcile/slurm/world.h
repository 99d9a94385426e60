// Slurm's accounting as values: the account tree, who may charge it, and how far slurmctld has taken note.
//
// Two truths are kept apart. `stored` is what slurmdbd's database says, without what is inherited. `in_force` is what
// slurmctld enforces right now; a change can be lost between the two, so a plan compares with both.

#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tollgate::reconcile {

using Limit = std::optional<std::int64_t>;  // absent = no limit

struct SlurmLimits {
  Limit gpus;         // GrpTRES gres/gpu
  Limit gpu_minutes;  // GrpTRESMins gres/gpu
  Limit jobs;         // GrpJobs
  Limit submit;       // GrpSubmitJobs
  bool operator==(const SlurmLimits&) const = default;
};

// An account and its association with the cluster.
struct SlurmAccount {
  std::string name;
  std::string parent = "root";
  std::int64_t fairshare = 1;
  std::vector<std::string> qos;  // allowed, sorted; empty = the parent's
  std::string default_qos;       // empty = none of its own
  SlurmLimits limits;
  bool operator==(const SlurmAccount&) const = default;
};

// The right of a user to charge an account.
struct Membership {
  std::string account;
  std::string user;
  auto operator<=>(const Membership&) const = default;
};

struct AccountInForce {
  std::string parent;
  std::int64_t fairshare = 1;
  SlurmLimits limits;
  std::int64_t gpu_minutes_used = 0;  // what gpu_minutes is compared with: whole minutes, children included
  std::int64_t jobs = 0;              // pending and running, children included
  bool operator==(const AccountInForce&) const = default;
};

struct MembershipInForce {
  Limit gpus;
  std::int64_t jobs = 0;
  bool has_uid = true;  // false: no such Unix user where slurmctld runs, so it can submit nothing
  bool operator==(const MembershipInForce&) const = default;
};

struct ObservedAccount {
  SlurmAccount stored;
  std::optional<AccountInForce> in_force;  // absent: slurmctld does not know it
  bool operator==(const ObservedAccount&) const = default;
};

struct ObservedMembership {
  Limit gpus;  // GrpTRES gres/gpu of the user's association
  std::optional<MembershipInForce> in_force;
  bool operator==(const ObservedMembership&) const = default;
};

// How the cluster treats limits and usage, in Slurm's own words.
struct SlurmFacts {
  std::string cluster;                       // ClusterName
  std::string decay_half_life = "00:00:00";  // PriorityDecayHalfLife
  std::string usage_reset = "NONE";          // PriorityUsageResetPeriod
  std::set<std::string> enforced;            // AccountingStorageEnforce

  bool operator==(const SlurmFacts&) const = default;
};

// Everything at one moment.
struct SlurmWorld {
  SlurmFacts facts;
  std::map<std::string, ObservedAccount> accounts;          // those with an association in this cluster
  std::set<std::string> account_records;                    // every account slurmdbd knows, also without an association
  std::map<Membership, ObservedMembership> members;         // associations of users, whole-cluster ones
  std::set<Membership> partition_members;                   // members that also have associations with single partitions
  std::map<std::string, std::string> user_default_account;  // every user slurmdbd knows
  std::map<std::string, std::int64_t> qos;                  // name → priority

  bool operator==(const SlurmWorld&) const = default;
};

// What the policy wants to be true of it.
struct DesiredAccount {
  SlurmAccount account;  // gpu_minutes is left empty: it follows from the budget and the usage
  Limit budget_minutes;  // GPU minutes a period
  std::string team;
  bool operator==(const DesiredAccount&) const = default;
};

struct SlurmDesired {
  std::map<std::string, DesiredAccount> accounts;
  std::map<Membership, Limit> members;      // → GrpTRES gres/gpu
  std::map<std::string, std::int64_t> qos;  // name → priority
  std::vector<std::string> refused;         // what cannot be wanted of Slurm, for people

  bool operator==(const SlurmDesired&) const = default;
};

}  // namespace tollgate::reconcile
