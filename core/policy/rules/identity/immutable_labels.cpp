// Rule `immutable-labels`: whose a pod is stays as it was said at its creation.
//
// Accounting stands on the labels for team, user and job type. A pod's labels can be changed through four doors: an update of
// the pod, of its status, and a binding at either of two paths, whose labels are merged into the pod. None may touch these
// three, not even while the pod is being deleted: until it has ended it holds what it holds. In a namespace of no team the
// labels mean nothing, and nothing is asked. A claim to devices is held to the same; it has only one door.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/identity/immutable_labels.h"

#include <array>

#include "core/policy/judging/findings.h"

namespace tollgate::policy {
namespace {

using model::Text;

std::string field_of(const std::string& key) { return "metadata.labels." + key; }

std::string_view noun_of(const Facts& facts) { return facts.subject() == Subject::kClaimUpdate ? "claim" : "pod"; }

// What a binding carries goes into the pod as it is, and the pod is not in the request: it may carry none of them.
void check_binding(const Facts& facts, const std::string& key, Findings& findings) {
  const auto value = facts.pod().metadata.label(key);
  if (!value) return;
  findings.add("changed", field_of(key)).about(key).value(*value).says("must not be set by a binding").fix("leave it out");
}

void check_update(const Facts& facts, const model::Metadata& old, const std::string& key, Findings& findings) {
  const auto before = old.label(key);
  const auto now = facts.pod().metadata.label(key);
  if (now == before) return;
  Finding finding = findings.add("changed", field_of(key));
  finding.about(key).value(now.value_or(Text{}));
  if (!before) {
    finding.says("must not be added to a {} that exists", noun_of(facts)).fix("leave it out");
  } else {
    finding.says("must stay \"{}\" for the {}'s whole life", *before, noun_of(facts)).fix(SetLabel{key, std::string{*before}});
  }
}

void check(const Facts& facts, Findings& findings) {
  if (facts.team() == nullptr) return;  // nobody's pods are stamped, and their labels are their own affair
  const LabelKeys& keys = facts.platform().labels;
  const model::Metadata* old = old_metadata(facts.request());
  for (const std::string* key : std::array{&keys.team, &keys.user, &keys.job_type}) {
    if (facts.subject() == Subject::kBinding) check_binding(facts, *key, findings);
    if (facts.subject() != Subject::kBinding && old != nullptr) check_update(facts, *old, *key, findings);
  }
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check}; }

constexpr std::string_view kDoc =
    "Accounting stands on the labels for team, user and job type, so nothing changes them once the pod exists: not an update of "
    "the "
    "pod or of its status, not a binding, and not while the pod is being deleted, because until it has ended it holds what it "
    "holds. A ResourceClaim is held to the same. In a namespace of no team the labels mean nothing, and nothing is asked.";

}  // namespace

const RuleKind kImmutableLabels{.name = "immutable-labels",
                                .summary = "a pod's team, user and job type stay for its whole life",
                                .doc = kDoc,
                                .subjects = {Subject::kPodUpdate, Subject::kStatus, Subject::kBinding, Subject::kClaimUpdate},
                                .params = {},
                                .compile = compile,
                                .is_default = true,
                                .judges_deleting = true,
                                .exemptable = false};

}  // namespace tollgate::policy
