// The answer to one admission request, and everything worth saying about it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/gpu_units.h"
#include "core/model/instant.h"
#include "core/policy/document.h"
#include "core/policy/gpu/claimed_gpus.h"
#include "core/policy/pod_edit.h"
#include "core/quota/ledger.h"

namespace tollgate::policy {

enum class Phase { kMutate, kValidate };
enum class Mode { kEnforce, kWarn, kAudit };

// One thing that is wrong. Its identity (policy, check, subject, value) holds no index and no text, so that an UPDATE can
// tell what the old object already had.
struct Problem {
  std::string policy;  // the instance: a PodPolicy's name, or the rule's for a default rule
  std::string rule;    // the rule kind; stable, shown in brackets
  Mode mode = Mode::kEnforce;
  std::string check;      // what within the rule: "privileged"
  std::string subject;    // the name of the container, volume or label
  std::string value;      // the offending value
  std::string container;  // what it is inside of, by name (unique in a pod); empty: none
  std::string field;      // "spec.containers[trainer].securityContext.privileged"; empty when it is about the pod as a whole
  std::string text;       // what is wrong with it, read after the field: "must not be true"
  std::string fix;        // what would pass; empty when nothing would
  std::string note;       // the policy's own `message`
  Position source;        // where the policy stands; of a default rule: the team, when there is one

  bool same_as(const Problem& other) const;
};

// A pod that nothing refuses, whose GPUs are to be counted before it is allowed.
struct PendingCharge {
  std::string root;  // the team at the top of the tree: whose ledger
  quota::Charge charge;
  bool limited = true;                     // false: counted whatever the limits say
  Problem refusal;                         // what a refusal says besides its numbers
  std::string otherwise;                   // another way to the GPUs, or empty
  std::optional<model::GpuUnits> ceiling;  // of the team, for what people are told
  bool tells = false;                      // a person asks
  Instant asked_at;                        // when it was judged
};

// A claim that a controller made for a pod. Whether the pod was charged for it only the pod can tell.
struct ClaimForPod {
  std::string pod;  // "namespace/name"
  std::string pod_uid;
  std::string claim;  // its name in the pod; empty: for the extended resources that the pod's containers ask for
  std::vector<ClaimedGpus> gpus;
  PendingCharge otherwise;  // the claim charged by itself, when its pod never was: it is older than its charges
};

struct QuotaGrant {
  model::GpuUnits before;  // charged to the team, with all below it
  model::GpuUnits after;
};

struct Decision {
  bool allowed = true;
  int code = 200;                       // 200; 403 denied; 422 the object cannot be read; 503 try again
  std::vector<Problem> problems;        // all modes; enforce first, then by rule table order
  std::vector<std::string> warnings;    // at most 120 characters each
  std::vector<std::string> exemptions;  // those that silenced something, by name
  std::vector<PlacedEdit> edits;        // phase kMutate only
  std::string team;                     // whose object it is; empty when nobody's
  std::string user;
  std::string job_type;
  std::optional<PendingCharge> pending;  // allowed, once conclude() says so
  std::optional<ClaimForPod> for_pod;    // allowed, once answer_for_pod() says so
  std::optional<QuotaGrant> grant;       // a charge that was counted
};

// "[pod-security] spec.hostNetwork must not be true. Fix: …", at most 120 bytes.
std::string warning_text(const Problem& problem);

// The whole denial as the user reads it, at most 1 KiB (DESIGN §8). Empty when allowed.
std::string denial_text(const Decision& decision);

}  // namespace tollgate::policy
