// Which requests the API server has to bring us, as values: generated from the policy, so that the registration never
// covers more, or less, than what is judged.
//
// Written as Kubernetes objects by adapters/kube_codec/registration. Everything here is what keeps the cluster
// alive while no webhook answers: infrastructure namespaces are left out by name, and an update is brought only when it
// changes what is judged. So the scheduler, status writes, finalizers and garbage collection pass.

#pragma once

#include <string>
#include <vector>

#include "core/policy/decision.h"
#include "core/policy/site.h"

namespace tollgate::policy {

enum class Scope { kNamespaced, kCluster };

struct HookRule {
  std::string group;  // "" = core
  std::vector<std::string> operations;
  std::vector<std::string> resources;
  Scope scope = Scope::kNamespaced;  // of the resources: a Namespace is itself in none
};

// A CEL expression; all of a hook's must hold. One that cannot be evaluated refuses the request under FailurePolicy::kFail,
// so each is total: it asks has() before it reads what may be absent.
struct MatchCondition {
  std::string name;
  std::string expression;
};

enum class FailurePolicy { kFail, kIgnore };

struct Hook {
  std::string name;  // "validate.pods.tollgate.dev": stands in every denial a user reads
  Phase phase = Phase::kValidate;
  std::vector<HookRule> rules;
  std::vector<MatchCondition> conditions;
  FailurePolicy failure_policy = FailurePolicy::kFail;
};

struct Registration {
  std::vector<std::string> excluded_namespaces;
  std::vector<Hook> hooks;  // those of kMutate first; within a phase in the order they are called
};

Registration registration(const Site& site);

}  // namespace tollgate::policy
