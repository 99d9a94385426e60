// Rule `required-labels`: every pod says whose it is, and what it is for when it asks for GPUs.
//
// In a team's namespace: the team label is the namespace's team; the user label is the caller, or whom a trusted controller
// vouches for; a pod that asks for GPUs has a job type, and a job type is known and the team's. /mutate stamps what is
// absent, so people see this rule only when a label says something else, or when no job type can be inferred.
// In a namespace of no team, pods with and without GPUs are refused or left alone as platform.unmappedNamespaces says.
//
// A claim to devices that people create is held to the same; one that is made for a pod is the pod's affair.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/identity/required_labels.h"

#include <algorithm>

#include "core/policy/judging/claim_origin.h"
#include "core/policy/judging/findings.h"

namespace tollgate::policy {
namespace {

std::string label_field(const std::string& key) { return "metadata.labels." + key; }

Finding add(Findings& findings, std::string_view check, const std::string& key, std::string_view value) {
  Finding finding = findings.add(check, label_field(key));
  finding.about(key).value(value);
  return finding;
}

void check_unmapped(const Facts& facts, Findings& findings) {
  const Platform& platform = facts.platform();
  const bool gpus = asks_for_gpus(facts.door(), facts.pod());
  if ((gpus ? platform.unmapped_gpu : platform.unmapped_other) == Unmapped::kAllow) return;
  findings.add("unmapped-namespace", "")
      .about(facts.request().namespace_name)
      .value(gpus ? "gpu" : "other")
      .says("namespace {} belongs to no team, and {}s {}are refused there", facts.request().namespace_name,
            facts.subject() == Subject::kClaim ? "claim" : "pod", gpus ? "that ask for GPUs " : "")
      .fix("a namespace of your team");
}

void check_team(const Facts& facts, Findings& findings) {
  const std::string& key = facts.platform().labels.team;
  const std::string& team = facts.team()->name;
  if (facts.team_label() == team) return;
  Finding finding = add(findings, "team", key, facts.team_label());
  finding.fix(SetLabel{key, team});
  if (facts.team_label().empty()) {
    finding.says("is missing");
  } else {
    finding.says("\"{}\" is not the team of namespace {}", facts.team_label(), facts.request().namespace_name);
  }
}

void check_team_said(const Facts& facts, Findings& findings) {
  if (!facts.team_label().empty()) check_team(facts, findings);
}

void check_user(const Facts& facts, Findings& findings) {
  const std::string& key = facts.platform().labels.user;
  const Result<std::string> rightful = rightful_user(facts.door(), facts.pod());
  if (!rightful.ok()) {
    add(findings, "user", key, facts.user()).says("cannot be right: {}", rightful.error().message);
    return;
  }
  if (facts.user() == *rightful) return;
  Finding finding = add(findings, "user", key, facts.user());
  finding.fix(SetLabel{key, *rightful});
  if (facts.user().empty()) {
    finding.says("is missing");
  } else if (facts.door().trusted == nullptr) {
    finding.says("\"{}\" is not the caller, {}", facts.user(), *rightful);
  } else {
    finding.says("\"{}\" is not the user {} vouches for, {}", facts.user(), facts.request().caller.username, *rightful);
  }
}

// "training", "training or inference": what the team may use.
std::string usable_job_types(const Facts& facts) {
  std::string names;
  for (const JobType& type : facts.platform().job_types) {
    if (may_use(*facts.team(), type.name)) names += (names.empty() ? "" : " or ") + type.name;
  }
  return names;
}

void check_job_type(const Facts& facts, Findings& findings) {
  if (facts.platform().job_types.empty()) return;
  const std::string_view type = facts.job_type();
  const bool known = facts.site().find_job_type(type) != nullptr;
  if (type.empty() ? !asks_for_gpus(facts.door(), facts.pod()) : known && may_use(*facts.team(), type)) return;
  const std::string& key = facts.platform().labels.job_type;
  Finding finding = add(findings, "job-type", key, type);
  finding.fix(fmt::format("{}: {}", label_field(key), usable_job_types(facts)));
  if (type.empty()) {
    finding.says("is missing, and pods that ask for GPUs need it");
  } else if (!known) {
    finding.says("\"{}\" is not a job type", type);
  } else {
    finding.says("\"{}\" is not allowed for team {}", type, facts.team()->name);
  }
}

void check(const Facts& facts, Findings& findings) {
  if (facts.team() == nullptr) return check_unmapped(facts, findings);
  if (made_for_pod(facts.request())) return check_team_said(facts, findings);  // its pod says whose it is
  check_team(facts, findings);
  check_user(facts, findings);
  check_job_type(facts, findings);
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check}; }

constexpr std::string_view kDoc =
    "In a team's namespace, a pod's team label is the namespace's team, and its user label is the caller, or whom a trusted "
    "controller vouches for. A pod that asks for GPUs has a job type; a job type is known and one of the team's. What is absent "
    "is "
    "filled in on the way in: the team from the namespace, the user from the caller, the job type from the controller, the kind "
    "of "
    "the owner or object, or the platform's default. So people meet this rule when a label says something else, or when no job "
    "type can be inferred. The pod templates of workloads are held to the same, but an update of a workload may keep the user it "
    "was created by. A ResourceClaim is held to the same as a pod, unless Kubernetes makes it for one. In a namespace of no "
    "team, "
    "pods are refused or left alone as `unmappedNamespaces` of the Platform says.";

}  // namespace

const RuleKind kRequiredLabels{.name = "required-labels",
                               .summary = "every pod says its team and user, and its job type when it asks for GPUs",
                               .doc = kDoc,
                               .subjects = {Subject::kPodCreate, Subject::kWorkload, Subject::kClaim},
                               .params = {},
                               .compile = compile,
                               .is_default = true,
                               .exemptable = false};

}  // namespace tollgate::policy
