#include "core/policy/gpu/claim_for_pod.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/policy/gpu/placement.h"
#include "core/policy/gpu/queueing.h"
#include "core/policy/judging/ownership.h"
#include "core/policy/judging/quota/conclude.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;

void refuse(const ClaimForPod& claim, std::string check, std::string text, std::string fix, Decision& decision) {
  Problem& problem = decision.problems.emplace_back(claim.otherwise.refusal);
  problem.policy = problem.rule = "dra-claims";
  problem.mode = Mode::kEnforce;
  problem.check = std::move(check);
  problem.subject = claim.pod;
  problem.text = std::move(text);
  problem.fix = std::move(fix);
  settle(decision);
}

std::int64_t written_for(const std::vector<PodClaimedGpus>& written, std::string_view claim, std::string_view resource) {
  const auto found =
      std::ranges::find_if(written, [&](const PodClaimedGpus& one) { return one.claim == claim && one.resource == resource; });
  return found == written.end() ? 0 : found->amount;
}

bool is_written(const model::Pod& pod, const ClaimForPod& claim) {
  const std::vector<PodClaimedGpus> written = written_claims(pod.metadata);
  return std::ranges::all_of(
      claim.gpus, [&](const ClaimedGpus& gpus) { return gpus.amount <= written_for(written, claim.claim, gpus.resource); });
}

// What its containers ask for, in whole; none of an amount that cannot be read.
GpuUnits asked_by_containers(const Site& site, const model::Pod& pod) {
  Result<std::vector<GpuAsk>> asks = gpu_asks(site.gpus, pod);
  if (!asks.ok()) return {};
  const std::string_view model = place(site, pod, labelled(site.platform.labels, pod).job_type, *asks).model;
  GpuUnits total;
  for (const GpuAsk& ask : *asks) total += worth_of(site.gpus, ask.resource, model).value_or(GpuUnits{}) * ask.amount;
  for (const PodClaimedGpus& claimed : written_claims(pod.metadata)) {
    total = total - worth_of(site.gpus, claimed.resource, model).value_or(GpuUnits{}) * claimed.amount;
  }
  return total;
}

GpuUnits worth_of(const Site& site, const std::vector<ClaimedGpus>& claimed) {
  GpuUnits total;
  for (const ClaimedGpus& gpus : claimed) total += worth_of(site.gpus, gpus.resource, {}).value_or(GpuUnits{}) * gpus.amount;
  return total;
}

std::string text_of(const std::vector<ClaimedGpus>& claimed) {
  std::string text;
  for (const ClaimedGpus& gpus : claimed) text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", gpus.amount, gpus.resource);
  return text;
}

void answer_by(const Site& site, const model::Pod& pod, ClaimForPod& claim, Decision& decision) {
  // It is charged nothing yet, and others could use the claim. The controller comes again when the gate is taken off.
  if (quota_gate(pod)) return refuse(claim, "pod-waits", "its pod waits for quota", "wait until it is let in", decision);
  if (claim.claim.empty()) {
    if (worth_of(site, claim.gpus) <= asked_by_containers(site, pod)) return;
    return refuse(
        claim, "extended-resource",
        fmt::format("its pod was not charged for {}: a DeviceClass serves a resource that is no GPU here", text_of(claim.gpus)),
        "ask the platform's admins to list the resource in the GpuCatalog", decision);
  }
  if (is_written(pod, claim)) return;
  if (!pod.metadata.annotation(kPodClaims)) {
    decision.pending = std::move(claim.otherwise);
    return;
  }
  refuse(claim, "more-than-charged",
         fmt::format("{} is more than its pod was charged for: the template was another one then", text_of(claim.gpus)),
         "create the pod anew", decision);
}

}  // namespace

void answer_for_pod(const Site& site, const Result<const model::Pod*>& pod, Decision& decision) {
  ClaimForPod claim = *std::exchange(decision.for_pod, std::nullopt);
  if (!pod.ok()) {
    refuse(claim, "unavailable", fmt::format("its pod cannot be looked at right now: {}", pod.error().message), "try again",
           decision);
    decision.code = 503;
  } else if (*pod == nullptr || (*pod)->metadata.uid != claim.pod_uid) {
    refuse(claim, "no-pod", fmt::format("its pod {} is not there", claim.pod), {}, decision);
  } else {
    answer_by(site, **pod, claim, decision);
  }
}

}  // namespace tollgate::policy
