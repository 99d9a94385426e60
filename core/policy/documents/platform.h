// Kind Platform: what holds for the whole site.

#pragma once

#include <array>

#include "core/policy/fields/table.h"
#include "core/policy/site.h"

namespace tollgate::policy {

template <>
struct Names<Unmapped> {
  static constexpr std::array<std::string_view, 2> kNames{"deny", "allow"};
};

template <>
struct Names<OnQuota> {
  static constexpr std::array<std::string_view, 2> kNames{"deny", "queue"};
};

template <>
struct Table<LabelKeys> {
  static constexpr Limits kKey{.format = Format::kLabelKey};
  static constexpr std::array kRows{
      field<&LabelKeys::team>("team", "label that carries the team", kKey),
      field<&LabelKeys::user>("user", "label that carries the user", kKey),
      field<&LabelKeys::job_type>("jobType", "label that carries the job type", kKey),
  };
};

template <>
struct Table<Identity> {
  static constexpr std::array kRows{
      field<&Identity::strip_prefixes>("stripPrefixes", "taken off the front of a caller's name: the longest that fits"),
      field<&Identity::drop_domain>("dropDomain", "take @ and what follows off a caller's name"),
  };
};

inline constexpr std::array kUserFromRows{
    field<&TrustedController::user_from_annotation>("annotation", "the pod's annotation that names the user",
                                                    {.required = true, .format = Format::kLabelKey}),
};

template <>
struct Table<TrustedController> {
  static constexpr std::array kRows{
      field<&TrustedController::name>("name", "the caller's name as the API server authenticates it", {.required = true}),
      group<kUserFromRows>("userFrom", "where the user's name is found; without it the pod's own user label is believed"),
      field<&TrustedController::job_type>("jobType", "job type of its pods", {.role = Role::kJobType}),
  };
};

template <>
struct Table<JobType> {
  static constexpr std::array kRows{
      field<&JobType::tier>("tier", "the tier its pods run in", {.required = true, .role = Role::kTier}),
      field<&JobType::pools>("pools", "where its pods run, the preferred first",
                             {.role = Role::kPool, .fallback = "any not Slurm's"}),
      field<&JobType::infer_from>("inferFrom", "kinds that mean this job type when nobody says otherwise",
                                  {.format = Format::kKind, .role = Role::kInferred}),
      field<&JobType::on_quota>("onQuota", "what becomes of its pods when their GPUs are not free: refused, or made to wait"),
      field<&JobType::gang>("gang", "all pods of a workload start together or not at all; needs `onQuota: queue`"),
  };
};

template <>
struct Table<Tier> {
  // Kubernetes keeps what is above a billion for itself.
  static constexpr Limits kValue{.required = true, .least = -2'147'483'648, .most = 1'000'000'000};
  static constexpr std::array kRows{
      field<&Tier::name>("name", "name of the tier", {.required = true, .format = Format::kDnsLabel, .role = Role::kTierName}),
      field<&Tier::priority_class>("priorityClass", "Kubernetes PriorityClass",
                                   {.required = true, .format = Format::kDnsSubdomain, .role = Role::kPriorityClass}),
      field<&Tier::value>("value", "the PriorityClass's number; higher goes first", kValue),
      field<&Tier::preemptible>("preemptible", "may be stopped for work of a higher tier"),
      field<&Tier::slurm_qos>("slurmQos", "the Slurm QOS of the same standing", {.format = Format::kSlurmName}),
  };
};

inline constexpr std::array kAdminRows{
    field<&Platform::admin_groups>("groups", "groups as the API server authenticates them"),
    field<&Platform::admin_users>("users", "user names, after `identity`", {.format = Format::kLabelValue}),
};

inline constexpr std::array kInfrastructureRows{
    field<&Platform::infrastructure_namespaces>("namespaces", "names; those of Kubernetes itself and Tollgate's are always in",
                                                {.format = Format::kDnsLabel, .role = Role::kInfrastructure}),
};

inline constexpr std::array kUnmappedRows{
    field<&Platform::unmapped_gpu>("gpu", "pods that ask for GPUs"),
    field<&Platform::unmapped_other>("other", "all other pods"),
};

template <>
struct Table<Platform> {
  static constexpr std::array kRows{
      field<&Platform::labels>("labels", "label keys on pods"),
      field<&Platform::identity>("identity", "from the caller's name to the user's: for labels, members and Slurm alike"),
      group<kAdminRows>("admins", "who runs the platform"),
      group<kInfrastructureRows>("infrastructure", "namespaces that are never judged"),
      field<&Platform::trusted_controllers>("trustedControllers",
                                            "who creates pods for somebody else; Kubernetes' own controllers always do"),
      group<kUnmappedRows>("unmappedNamespaces", "what may run in namespaces of no team"),
      field<&Platform::default_job_type>("defaultJobType", "for pods that nothing else tells the job type of",
                                         {.null_is_absent = true, .role = Role::kJobType}),
      by_name<&Platform::job_types>("jobTypes", "the kinds of work there are, by name", {.format = Format::kDnsLabel}),
      field<&Platform::tiers>("tiers", "levels of importance, the same in Kubernetes and Slurm"),
  };
};

}  // namespace tollgate::policy
