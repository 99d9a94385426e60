// The Site: everything the policy folder says, checked and compiled. Immutable; shared by pointer; made by compile().
//
// A field stands here exactly when some code acts on it. Names, ranges and defaults are in the field tables
// (core/policy/documents), from which decoding, JSON Schema and the documentation come.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money/price_book.h"
#include "core/policy/cluster_view.h"
#include "core/policy/exemption.h"
#include "core/policy/gpu/gpu_catalog.h"
#include "core/policy/gpu/pool.h"
#include "core/policy/policies.h"
#include "core/policy/teams.h"

namespace tollgate::policy {

struct LabelKeys {
  std::string team = "team";
  std::string user = "user";
  std::string job_type = "job_type";
};

struct Identity {
  std::vector<std::string> strip_prefixes;
  bool drop_domain = false;
};

struct TrustedController {
  std::string name;                                 // the raw caller name
  std::optional<std::string> user_from_annotation;  // on the pod; else the pod's own user label is believed
  std::string job_type;                             // empty = none
};

enum class Unmapped { kDeny, kAllow };

// What becomes of a pod whose GPUs are not free.
enum class OnQuota { kDeny, kQueue };

struct JobType {
  std::string name;
  std::string tier;
  std::vector<std::string> pools;       // where its pods run, the preferred first; empty: any that is not Slurm's
  std::vector<std::string> infer_from;  // kinds: "Deployment", "PyTorchJob"
  OnQuota on_quota = OnQuota::kDeny;
  bool gang = false;  // the pods of a workload start together; its pods wait in the queue
};

struct Tier {
  std::string name;
  std::string priority_class;
  int value = 0;
  bool preemptible = false;
  std::string slurm_qos;
};

struct Platform {
  LabelKeys labels;
  Identity identity;
  std::vector<std::string> admin_groups;
  std::vector<std::string> admin_users;
  std::vector<std::string> infrastructure_namespaces;  // with the built-in ones
  std::vector<TrustedController> trusted_controllers;  // with Kubernetes' own
  Unmapped unmapped_gpu = Unmapped::kDeny;
  Unmapped unmapped_other = Unmapped::kAllow;
  std::string default_job_type;  // empty = none
  std::vector<JobType> job_types;
  std::vector<Tier> tiers;
};

struct SlurmCluster {
  std::string name;
  std::string url;  // of slurmrestd
  std::string token_file;
  std::string sacctmgr = "sacctmgr";  // the command's path
  std::string scontrol = "scontrol";
};

struct Site {
  Platform platform;
  Teams teams;
  GpuCatalog gpus;
  std::vector<Pool> pools;  // by name
  std::vector<SlurmCluster> slurm_clusters;
  std::optional<money::PriceBook> price_book;  // there when any budget has an amount
  Policies policies;
  std::vector<Exemption> exemptions;
  std::string digest;  // "sha256:…" of the documents, for logs and audit annotations

  const Team* find_team(std::string_view name) const;
  const JobType* find_job_type(std::string_view name) const;
  const Pool* find_pool(std::string_view name) const;
  const Team& root_of(const Team& team) const;  // the top of its tree; itself when it has no parent

  // The team whose namespace this is: the guarded label decides when it names a team, else exact name, else longest glob.
  const Team* team_of(std::string_view namespace_name, const Labels& labels) const;
  bool is_infrastructure(std::string_view namespace_name) const;
};

// The label that carries a namespace's team, derived by the controller and guarded.
inline constexpr std::string_view kTeamLabel = "tollgate.dev/team";

}  // namespace tollgate::policy
