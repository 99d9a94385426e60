// Kind Team: who they are, what they own, what they may use.

#pragma once

#include <array>

#include "core/policy/fields/gpu_values.h"
#include "core/policy/fields/table.h"
#include "core/policy/site.h"

namespace tollgate::policy {

inline constexpr std::array kMemberRows{
    field<&Team::member_admins>("admins", "user names: run the team, and may all that users may",
                                {.format = Format::kLabelValue}),
    field<&Team::member_users>("users", "user names", {.format = Format::kLabelValue}),
    field<&Team::member_groups>("groups", "groups as the API server authenticates them; Kubernetes only"),
};

template <>
struct Table<TeamQuota> {
  static constexpr std::array kRows{
      field<&TeamQuota::gpus>("gpus", "ceiling for the team and all below it; required at the root of a tree",
                              {.null_is_absent = true}),
      field<&TeamQuota::guaranteed>("guaranteed", "what the teams beside it cannot take"),
      field<&TeamQuota::by_model>("byModel", "ceilings by GPU model", {.key_role = Role::kGpuModel}),
      field<&TeamQuota::by_job_type>("byJobType", "ceilings by job type", {.key_role = Role::kJobType}),
      field<&TeamQuota::per_user>("perUser", "ceiling for each user in it", {.null_is_absent = true}),
      field<&TeamQuota::per_pod>("perPod", "most that one pod may ask for", {.null_is_absent = true}),
      field<&TeamQuota::per_workload>("perWorkload", "most that the pods of one workload may ask for together",
                                      {.null_is_absent = true}),
  };
};

inline constexpr std::array kSlurmLimitRows{
    field<&TeamSlurm::gpus>("gpus", "GPUs of all running jobs of the account and those below it", {.null_is_absent = true}),
    field<&TeamSlurm::gpus_per_user>("gpusPerUser", "GPUs of one user's running jobs", {.null_is_absent = true}),
    field<&TeamSlurm::jobs>("jobs", "running jobs", {.null_is_absent = true}),
    field<&TeamSlurm::submit>("submit", "running and waiting jobs", {.null_is_absent = true}),
};

template <>
struct Table<TeamSlurm> {
  static constexpr std::array kRows{
      field<&TeamSlurm::account>("account", "the account's name",
                                 {.format = Format::kSlurmName, .role = Role::kAccount, .fallback = "the team's name"}),
      field<&TeamSlurm::fairshare>("fairshare", "shares among the accounts beside it", {.least = 1, .most = 1'000'000}),
      field<&TeamSlurm::qos>("qos", "QOS its jobs may ask for; each is some tier's slurmQos",
                             {.not_empty = true, .format = Format::kSlurmName, .role = Role::kSlurmQos}),
      field<&TeamSlurm::default_qos>("defaultQos", "QOS of jobs that ask for none",
                                     {.format = Format::kSlurmName, .role = Role::kSlurmQos}),
      group<kSlurmLimitRows>("limits", "hard limits; a job beyond them waits"),
  };
};

template <>
struct Table<Budget> {
  static constexpr std::array kRows{
      field<&Budget::amount>("amount", "money a month, both schedulers together, in the price book's currency",
                             {.null_is_absent = true}),
      field<&Budget::gpu_hours>("gpuHours", "GPU hours a month, both schedulers together",
                                {.null_is_absent = true, .most = 1'000'000'000}),
  };
};

template <>
struct Table<Team> {
  static constexpr std::array kRows{
      field<&Team::parent>("parent", "the team above; without one it is the root of a tree",
                           {.null_is_absent = true, .role = Role::kParent}),
      field<&Team::namespaces>("namespaces", "what it owns: an exact name wins, then the longest glob",
                               {.format = Format::kNamespaceGlob, .role = Role::kClaim}),
      field<&Team::job_types>("jobTypes", "what it may run; empty = all", {.role = Role::kJobType}),
      group<kMemberRows>("members", "who is in it"),
      field<&Team::quota>("quota", "GPUs of its pods, all that exist and have not ended; Kubernetes only"),
      field<&Team::mig_profiles>("migProfiles", "MIG profiles it may use, by job type",
                                 {.role = Role::kMigProfile, .key_role = Role::kJobType, .fallback = "any"}),
      field<&Team::priority_classes>("priorityClasses", "PriorityClasses its pods may name",
                                     {.format = Format::kDnsSubdomain, .fallback = "those of its job types' tiers"}),
      field<&Team::slurm>("slurm", "its account in Slurm; without this it has none"),
      field<&Team::budget>("budget", "what it may spend: whichever is reached first"),
  };
};

}  // namespace tollgate::policy
