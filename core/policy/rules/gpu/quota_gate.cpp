// Rule `quota-gate`: a pod that waits for quota is let in by the controller, and by nobody else.
//
// What stands between a waiting pod and its GPUs is a scheduling gate, and whoever may update pods could take it off. The
// controller counts the pod before it does; anybody else would not. How many pods of a gang start together is written in an
// annotation, which stays as well. At its creation a pod may carry the gate only when it holds GPUs that are counted:
// any other would wait for nothing.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/gpu/quota_gate.h"

#include "core/policy/gpu/charge.h"
#include "core/policy/gpu/queueing.h"
#include "core/policy/judging/findings.h"
#include "core/policy/judging/roles.h"

namespace tollgate::policy {
namespace {

constexpr std::string_view kField = "spec.schedulingGates";

bool holds_counted_gpus(const Facts& facts) {
  if (facts.team() == nullptr) return false;
  const auto charge = charge_of(facts.site(), *facts.team(), facts.pod(), facts.ownership());
  return !charge.ok() || charge->has_value();  // what cannot be counted is refused for that
}

void check_new(const Facts& facts, Findings& findings) {
  if (!quota_gate(facts.pod()) || holds_counted_gpus(facts)) return;
  findings.add("needless", kField)
      .about(kQuotaGate)
      .says("must not name {}: the pod holds no GPUs under a quota, and would wait for nothing", kQuotaGate)
      .fix("leave it out");
}

void check_gate(const Facts& facts, const model::Pod& old, Findings& findings) {
  if (!quota_gate(old) || quota_gate(facts.pod()) || facts.request().caller.username == kController) return;
  findings.add("lifted", kField)
      .about(kQuotaGate)
      .says("must keep {}: only the controller takes it off, when the quota has room", kQuotaGate)
      .fix("wait; `kubectl describe pod` shows the pod's place");
}

void check_gang(const Facts& facts, const model::Pod& old, Findings& findings) {
  const auto before = old.metadata.annotation(kGangSizeAnnotation);
  const auto now = facts.pod().metadata.annotation(kGangSizeAnnotation);
  if (before == now) return;
  Finding finding = findings.add("gang", fmt::format("metadata.annotations[{}]", kGangSizeAnnotation));
  finding.about(kGangSizeAnnotation).value(now.value_or(model::Text{}));
  if (!before) {
    finding.says("must not be added to a pod that exists").fix("leave it out");
  } else {
    finding.says("must stay \"{}\" for the pod's whole life", *before);
    finding.fix(SetAnnotation{std::string{kGangSizeAnnotation}, std::string{*before}});
  }
}

void check(const Facts& facts, Findings& findings) {
  if (facts.subject() == Subject::kPodCreate) return check_new(facts, findings);
  const auto* old = std::get_if<model::Pod>(&facts.request().old_object);
  if (old == nullptr || facts.team() == nullptr) return;
  if (facts.subject() == Subject::kPodUpdate) check_gate(facts, *old, findings);
  check_gang(facts, *old, findings);
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check}; }

constexpr std::string_view kDoc =
    "A pod of a job type with `onQuota: queue` waits behind the scheduling gate `tollgate.dev/quota` until its team's quota has "
    "room. Only the controller takes the gate off, after it has counted the pod; how many pods of a workload start together, the "
    "annotation `tollgate.dev/gang-size`, stays for a pod's whole life. A new pod carries the gate only when it holds GPUs under "
    "a "
    "quota. What the pod says of its waiting, the annotation `tollgate.dev/waiting`, is for people, and guarded by nothing.";

}  // namespace

const RuleKind kQuotaGateRule{.name = "quota-gate",
                              .summary = "only the controller lets in what waits for quota",
                              .doc = kDoc,
                              .subjects = {Subject::kPodCreate, Subject::kPodUpdate, Subject::kStatus},
                              .params = {},
                              .compile = compile,
                              .is_default = true,
                              .exemptable = false};

}  // namespace tollgate::policy
