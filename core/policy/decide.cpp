#include "core/policy/decide.h"

#include <algorithm>

#include "core/policy/judging/claim_origin.h"
#include "core/policy/judging/quota/conclude.h"
#include "core/policy/judging/quota/counting.h"
#include "core/policy/judging/stamp.h"
#include "core/policy/judging/subject.h"

namespace tollgate::policy {
namespace {

const Labels kNoLabels;
const model::Pod kNoPod{std::pmr::null_memory_resource()};

const Labels& labels_of_namespace(const ClusterView& cluster, std::string_view name) {
  const NamespaceView* found = cluster.find_namespace(name);
  return found == nullptr ? kNoLabels : found->labels;
}

const TrustedController* find_trusted(const Platform& platform, std::string_view caller) {
  const auto found = std::ranges::find(platform.trusted_controllers, caller, &TrustedController::name);
  return found == platform.trusted_controllers.end() ? nullptr : &*found;
}

std::vector<const PolicyInstance*> instances_at(const Door& door) {
  const std::string_view team = door.team == nullptr ? std::string_view{} : door.team->name;
  return door.site.policies.concerning(door.request.namespace_name, team);
}

void say_whose(const Ownership& ownership, Decision& decision) {
  decision.user = ownership.user;
  decision.job_type = ownership.job_type;
}

void validate(const Door& door, Subject subject, const QuotaView& quota, Decision& decision) {
  const std::vector<const PolicyInstance*> instances = instances_at(door);
  for_each_pod(door.request, [&](const JudgedPod& judged) {
    const Facts now{door, subject, *judged.pod, judged.base};
    std::optional<Facts> before;
    if (judged.old != nullptr) before.emplace(door, subject, *judged.old, judged.base);
    judge(instances, now, before ? &*before : nullptr, decision);
    say_whose(now.ownership(), decision);
    settle(decision);
    count(instances, now, quota, decision);
  });
  if (subject == Subject::kNamespace) judge(instances, Facts{door, subject, kNoPod, {}}, nullptr, decision);
  settle(decision);
}

// Pods of no team are left as they came. An update fills a template only when it changes it, else every reader of an old
// workload would start a rollout.
void mutate(const Door& door, Subject subject, const QuotaView& quota, Decision& decision) {
  if (door.team == nullptr || door.deleting) return;
  if (!Subjects{Subject::kPodCreate, Subject::kWorkload, Subject::kClaim}.has(subject)) return;
  if (made_for_pod(door.request)) return;  // its pod says whose it is
  const std::vector<const PolicyInstance*> instances = instances_at(door);
  for_each_pod(door.request, [&](const JudgedPod& judged) {
    if (judged.old != nullptr && *judged.old == *judged.pod) return;
    const Stamped stamped = stamp(door, judged, decision.edits);
    const Facts facts{door, subject, *judged.pod, judged.base, stamped.ownership()};
    fill(instances, facts, decision.edits);
    make_wait(instances, facts, quota, decision.edits);
    say_whose(stamped.ownership(), decision);
  });
}

bool is_deleting(const model::AdmissionRequest& request) {
  const model::Metadata* old = old_metadata(request);
  return old != nullptr && old->deleting;
}

bool lacks_its_pod(Subject subject, const model::AdmissionRequest& request) {
  constexpr Subjects kOthers{Subject::kWorkload, Subject::kNamespace, Subject::kClaim, Subject::kClaimUpdate,
                             Subject::kClaimTemplate};
  return !kOthers.has(subject) && !std::holds_alternative<model::Pod>(request.object);
}

Decision without_its_pod() {
  Decision decision{.allowed = false, .code = 422};
  Problem& problem = decision.problems.emplace_back();
  problem.policy = problem.rule = "request";
  problem.check = "object";
  problem.text = "the request carries no pod to judge";
  return decision;
}

}  // namespace

Decision decide(const Site& site, const ClusterView& cluster, const model::AdmissionRequest& request, Phase phase, Instant now,
                const QuotaView& quota) {
  const std::optional<Subject> subject = subject_of(request);
  if (!subject || site.is_infrastructure(request.namespace_name)) return {};
  if (lacks_its_pod(*subject, request)) return without_its_pod();

  const Labels& namespace_labels = labels_of_namespace(cluster, request.namespace_name);
  const Door door{.site = site,
                  .cluster = cluster,
                  .request = request,
                  .namespace_labels = namespace_labels,
                  .team = site.team_of(request.namespace_name, namespace_labels),
                  .trusted = find_trusted(site.platform, request.caller.username),
                  .deleting = is_deleting(request),
                  .now = now};
  Decision decision;
  if (door.team != nullptr) decision.team = door.team->name;
  if (phase == Phase::kMutate) {
    mutate(door, *subject, quota, decision);
  } else {
    validate(door, *subject, quota, decision);
  }
  return decision;
}

}  // namespace tollgate::policy
