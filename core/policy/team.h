// A team: who they are, what they own, what they may use.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/model/gpu_units.h"
#include "core/money/money.h"
#include "core/policy/document.h"
#include "core/policy/gpu/gpu_catalog.h"

namespace tollgate::policy {

// What a team may use in Slurm. Absent = no limit there.
struct TeamSlurm {
  std::string account;  // default: the team's name
  std::int64_t fairshare = 1;
  std::vector<std::string> qos;
  std::string default_qos;
  std::optional<std::int64_t> gpus;           // account GrpTRES gres/gpu
  std::optional<std::int64_t> gpus_per_user;  // user association GrpTRES gres/gpu
  std::optional<std::int64_t> jobs;           // GrpJobs
  std::optional<std::int64_t> submit;         // GrpSubmitJobs
  Position source;
};

// What a team may spend a month, both schedulers together; whichever is reached first.
struct Budget {
  std::optional<money::Money> amount;  // in the price book's currency
  std::optional<std::int64_t> gpu_hours;
  Position source;
};

// Of pods that hold GPUs, in Kubernetes. Absent = no such limit.
struct TeamQuota {
  std::optional<model::GpuUnits> gpus;  // ceiling over the whole subtree
  model::GpuUnits guaranteed;           // siblings cannot eat into it
  std::vector<GpuShare> by_model;
  std::vector<GpuShare> by_job_type;
  std::optional<model::GpuUnits> per_user;
  std::optional<model::GpuUnits> per_pod;
  std::optional<model::GpuUnits> per_workload;  // of all pods that a workload has at once
  Position source;
};

struct Team {
  std::string name;
  std::string parent;                      // empty = a root
  std::vector<std::string> namespaces;     // names and globs
  std::vector<std::string> job_types;      // empty = all
  std::vector<std::string> member_admins;  // canonical user names
  std::vector<std::string> member_users;
  std::vector<std::string> member_groups;  // raw group names
  std::optional<TeamQuota> quota;
  std::vector<std::pair<std::string, std::vector<std::string>>> mig_profiles;  // by job type; empty: any
  std::vector<std::string> priority_classes;                                   // empty: those of its job types' tiers
  std::optional<TeamSlurm> slurm;
  std::optional<Budget> budget;
  Position source;
};

}  // namespace tollgate::policy
