// Rule `priority-class`: who goes first is decided by the platform's tiers, not by whoever asks loudest.
//
// A PriorityClass decides whose pods wait and whose are pushed off a node. A pod that asks for GPUs may name the class of its
// job type's tier, and of any lower tier that its team uses; what a team's `priorityClasses` lists, it may use instead, for
// all its job types. A pod of the team without GPUs is held to the team's tiers too, where it names the class of a tier:
// classes of no tier are no business of ours. Classes of the system (system-*), and numbers above what Kubernetes lets users
// have, are for nobody in a team's namespace.
//
// /mutate gives GPU pods that name no class the one of their job type's tier, where the cluster has it. The API server's
// Priority plugin ran before: it has put in number and policy of the cluster's default class, and that class's name when there
// is one. So a pod that carries the default class did not choose it, as far as anybody can tell, and what stands there is
// replaced, all three together. Templates get the class alone, and not those that a controller made: the deployment controller
// finds its ReplicaSets by comparing templates. /validate demands class, number and policy that belong together.
//
// At work without a PodPolicy.
//
//   rule: priority-class
//   match: {teams: [search]}
//   params: {default: search-urgent}     # given to pods that name none, and allowed

#include "core/policy/rules/gpu/priority_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/policy/fields/format.h"
#include "core/policy/fields/params.h"
#include "core/policy/judging/findings.h"
#include "core/policy/rules/gpu/tiers.h"

namespace tollgate::policy {
namespace {

constexpr std::string_view kClassField = "spec.priorityClassName";
constexpr std::string_view kSystemPrefix = "system-";     // Kubernetes lets nobody make another class of such a name
constexpr std::int64_t kHighestForUsers = 1'000'000'000;  // what is above is the system's

constexpr std::array kParams{
    ParamSpec{.name = "default",
              .type = ParamType::kString,
              .fallback = "",
              .choices = {},
              .doc = "the class of pods that name none, instead of their job type's tier's; it is allowed too"},
};

bool has_gpus(const Facts& facts) { return asks_for_gpus(facts.door(), facts.pod()); }

bool is_pod(const Facts& facts) { return facts.subject() == Subject::kPodCreate; }

SetPriority setting(const Facts& facts, const KnownClass& known) {
  if (!is_pod(facts)) return {.class_name = std::string{known.name}};
  return {.class_name = std::string{known.name},
          .value = known.value,
          .preemption_policy = std::string{name_of(known.preemption_policy)}};
}

// A class of a tier that the team uses, not above the pod's own; the own may be unknown.
bool is_within_tiers(const Facts& facts, std::string_view name, const Tier* own) {
  return std::ranges::any_of(facts.platform().tiers, [&](const Tier& tier) {
    return tier.priority_class == name && team_runs_in(facts, tier) && (own == nullptr || tier.value <= own->value);
  });
}

bool lists(const std::vector<std::string>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

bool has_tiers(const Facts& facts) {
  return std::ranges::any_of(facts.platform().tiers, [&](const Tier& tier) { return team_runs_in(facts, tier); });
}

// What the Priority plugin leaves behind in a pod that named nothing; of a template, nothing at all.
bool is_left_open(const Facts& facts) {
  const model::Pod& pod = facts.pod();
  if (!is_pod(facts)) return pod.priority_class_name.empty() && !pod.priority && pod.preemption_policy.empty();
  if (pod.priority_class_name.empty()) {
    return pod.priority.value_or(0) == 0 && pod.preemption_policy != name_of(PreemptionPolicy::kNever);
  }
  const std::optional<KnownClass> known = known_class(facts, pod.priority_class_name);
  return known && known->global_default;
}

bool is_complete(const model::Pod& pod) { return pod.priority && !pod.preemption_policy.empty(); }

bool is_made_by_a_controller(const Facts& facts) {
  const auto* workload = std::get_if<model::Workload>(&facts.request().object);
  return workload != nullptr && controller_of(workload->metadata) != nullptr;
}

class PriorityClass {
 public:
  explicit PriorityClass(std::string default_class) : default_class_{std::move(default_class)} {}

  void check(const Facts& facts, Findings& findings) const {
    if (facts.team() == nullptr) return;
    const model::Pod& pod = facts.pod();
    if (is_systems(pod)) return refuse_system(facts, findings);
    if (!has_gpus(facts)) return check_without_gpus(facts, findings);
    if (pod.priority_class_name.empty()) return check_unnamed(facts, findings);
    if (!may_name(facts, pod.priority_class_name)) return refuse(facts, findings);
    if (const auto known = known_class(facts, pod.priority_class_name)) check_agreement(facts, *known, findings);
  }

  void fill(const Facts& facts, std::vector<PodEdit>& edits) const {
    if (facts.team() == nullptr || !has_gpus(facts) || is_made_by_a_controller(facts)) return;
    const bool left_open = is_left_open(facts);
    const model::Text named = facts.pod().priority_class_name;
    if (!left_open && (named.empty() || !is_pod(facts) || is_complete(facts.pod()) || !may_name(facts, named))) return;
    const std::optional<KnownClass> known = left_open ? right_class(facts) : known_class(facts, named);
    if (known && known->exists) edits.emplace_back(setting(facts, *known));
  }

 private:
  static bool is_systems(const model::Pod& pod) {
    return pod.priority_class_name.starts_with(kSystemPrefix) || pod.priority.value_or(0) > kHighestForUsers;
  }

  // The name of what a pod of this job type and team gets; empty when nothing says.
  std::string_view right_name(const Facts& facts) const {
    if (!default_class_.empty()) return default_class_;
    const Tier* own = tier_of(facts.platform(), facts.job_type());
    if (own != nullptr && may_name(facts, own->priority_class)) return own->priority_class;
    const std::vector<std::string>& listed = facts.team()->priority_classes;
    return listed.empty() ? std::string_view{} : std::string_view{listed.front()};
  }

  std::optional<KnownClass> right_class(const Facts& facts) const {
    const std::string_view name = right_name(facts);
    return name.empty() ? std::nullopt : known_class(facts, name);
  }

  bool may_name(const Facts& facts, std::string_view name) const {
    if (name == default_class_) return true;
    const std::vector<std::string>& listed = facts.team()->priority_classes;
    if (!listed.empty()) return lists(listed, name);
    return !has_tiers(facts) || is_within_tiers(facts, name, tier_of(facts.platform(), facts.job_type()));
  }

  void propose(const Facts& facts, Finding& finding) const {
    const std::string_view name = has_gpus(facts) ? right_name(facts) : std::string_view{};
    if (name.empty()) {
      finding.fix("leave it out");
    } else {
      finding.fix(SetPriority{.class_name = std::string{name}});
    }
  }

  void refuse_system(const Facts& facts, Findings& findings) const {
    const model::Pod& pod = facts.pod();
    if (!pod.priority_class_name.starts_with(kSystemPrefix)) {
      findings.add("system", "spec.priority")
          .value(fmt::to_string(*pod.priority))
          .says("{} is above {}, the highest for users", *pod.priority, kHighestForUsers)
          .fix("leave it out");
      return;
    }
    Finding finding = findings.add("system", kClassField);
    finding.value(pod.priority_class_name).says("\"{}\" is not allowed for team {}", pod.priority_class_name, facts.team()->name);
    propose(facts, finding);
  }

  void refuse(const Facts& facts, Findings& findings) const {
    const model::Text name = facts.pod().priority_class_name;
    Finding finding = findings.add("class", kClassField);
    finding.value(name);
    const bool is_the_teams = facts.team()->priority_classes.empty() && is_within_tiers(facts, name, nullptr);
    if (is_the_teams) {
      finding.says("\"{}\" is not allowed for job type {}: its tier is lower", name, facts.job_type());
    } else {
      finding.says("\"{}\" is not allowed for team {}", name, facts.team()->name);
    }
    propose(facts, finding);
  }

  // A class of the tiers pushes GPU work off its nodes, whoever has it.
  void check_without_gpus(const Facts& facts, Findings& findings) const {
    const model::Text name = facts.pod().priority_class_name;
    if (name.empty() || name == default_class_ || tier_with_class(facts.platform(), name) == nullptr) return;
    if (lists(facts.team()->priority_classes, name)) return;
    if (facts.team()->priority_classes.empty() && is_within_tiers(facts, name, nullptr)) return;
    refuse(facts, findings);
  }

  void check_unnamed(const Facts& facts, Findings& findings) const {
    const std::optional<KnownClass> right = right_class(facts);
    if (!is_pod(facts) || !right || !right->exists) return;
    findings.add("missing", kClassField)
        .says("is missing, and pods that ask for GPUs need it")
        .fix(SetPriority{.class_name = std::string{right->name}});
  }

  static void check_agreement(const Facts& facts, const KnownClass& known, Findings& findings) {
    const model::Pod& pod = facts.pod();
    if (pod.priority != known.value && (pod.priority || is_pod(facts))) {
      findings.add("priority", "spec.priority")
          .value(pod.priority ? fmt::to_string(*pod.priority) : std::string{})
          .says("must be {}, the value of {}", known.value, known.name)
          .fix(fmt::format("{}, or leave it out", known.value));
    }
    const std::string_view wanted = name_of(known.preemption_policy);
    const bool is_default =
        pod.preemption_policy.empty() && (!is_pod(facts) || known.preemption_policy == PreemptionPolicy::kPreemptLowerPriority);
    if (pod.preemption_policy == wanted || is_default) return;
    findings.add("preemption-policy", "spec.preemptionPolicy")
        .value(pod.preemption_policy)
        .says("must be {}, as {} says", wanted, known.name)
        .fix(fmt::format("{}, or leave it out", wanted));
  }

  std::string default_class_;  // of the params; empty: the job type's tier's
};

Result<Rule> compile(const Params& params) {
  const std::string& name = params.text("default");
  if (name.starts_with(kSystemPrefix)) {
    return Error{ErrorCode::kInvalid, fmt::format("default: {} is the system's", name)};
  }
  const FormatInfo& format = info_of(Format::kDnsSubdomain);
  if (!name.empty() && !format.holds(name)) {
    return Error{ErrorCode::kInvalid, fmt::format("default: \"{}\" must be {}", name, format.says)};
  }
  const PriorityClass rule{name};
  Rule does{.check = [rule](const Facts& facts, Findings& findings) { rule.check(facts, findings); },
            .fill = [rule](const Facts& facts, std::vector<PodEdit>& edits) { rule.fill(facts, edits); }};
  if (!name.empty()) does.writes.push_back({.field = std::string{kClassField}, .value = name});
  return does;
}

constexpr std::string_view kDoc =
    "A PriorityClass decides whose pods wait and whose are pushed off a node. A pod that asks for GPUs may name the "
    "class of its job type's tier, or of a lower tier that its team uses. A team's `priorityClasses` replace this: "
    "it may use those, for all its job types, and no others. Pods without GPUs may use classes of tiers as far as "
    "their team does, and all classes that are no tier's. Nobody in a team's namespace may use system-node-critical, "
    "system-cluster-critical or another system-* class. A GPU pod that names no class gets its job type's tier's (or "
    "the `default` here; or the first of the team's list, when the tier's is not on it), with number and preemption "
    "policy, if the cluster has that class. The cluster's default class counts as none: the API server puts it into "
    "pods that name none. At the second door class, number and preemption policy must belong together. Templates of "
    "workloads get the class only, and their pods the rest.";

}  // namespace

const RuleKind kPriorityClass{.name = "priority-class",
                              .summary = "pods use the priority that their team and job type have",
                              .doc = kDoc,
                              .subjects = {Subject::kPodCreate, Subject::kWorkload},
                              .params = kParams,
                              .compile = compile,
                              .is_default = true};

}  // namespace tollgate::policy
