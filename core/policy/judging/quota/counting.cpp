#include "core/policy/judging/quota/counting.h"

#include <fmt/format.h>

#include "core/policy/gpu/charge.h"
#include "core/policy/gpu/queueing.h"
#include "core/policy/gpu/text/shortfall_text.h"
#include "core/policy/judging/claim_origin.h"
#include "core/policy/judging/quota/totals.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;

// What a refusal says besides its numbers. Where the rule is not at work, nobody hears it.
Problem refusal_by(const PolicyInstance* instance, const Facts& facts) {
  if (instance == nullptr) return {.policy = "gpu-quota", .rule = "gpu-quota", .mode = Mode::kAudit};
  return {.policy = instance->name,
          .rule = std::string{instance->rule->name},
          .mode = instance->mode,
          .note = instance->message,
          .source = instance->is_default() ? facts.team()->source : instance->source};
}

// "sbatch -A vision --gres=gpu:8": the same in Slurm, for whole GPUs.
std::string otherwise(const Facts& facts, const quota::Charge& charge) {
  if (!facts.team()->slurm) return {};
  const GpuUnits whole = worth_of(facts.site(), charge);
  if (whole == GpuUnits{} || whole.count() % GpuUnits::kPerGpu != 0) return {};
  return fmt::format("sbatch -A {} --gres=gpu:{}", facts.team()->slurm->account, whole.to_text());
}

// What no API server has named yet is known by its request: charges of one name count only once.
void name_after_request(const Facts& facts, quota::Charge& charge) {
  const model::AdmissionRequest& request = facts.request();
  if (charge.uid.empty()) charge.uid = request.uid;
  model::Text name = request.name.empty() ? facts.pod().metadata.name : request.name;
  if (name.empty()) name = charge.uid;
  charge.name = fmt::format("{}/{}{}", request.namespace_name, facts.subject() == Subject::kClaim ? kClaimCharge : "", name);
}

bool is_person(const Facts& facts) {
  return facts.door().trusted == nullptr && !facts.request().caller.username.starts_with("system:");
}

void judge_by(const quota::Ledger& ledger, const PendingCharge& pending, const QuotaView& quota, Decision& decision) {
  describe(shortfalls_in(ledger, pending.charge), pending, quota, decision.problems);
}

// In no mode: a pod whose GPUs cannot be told is nobody's to grant. Rule gpu-request says it better, where it is at work.
void refuse_uncountable(const Problem& refusal, const std::string& why, Decision& decision) {
  Problem& problem = decision.problems.emplace_back(refusal);
  problem.mode = Mode::kEnforce;
  problem.check = "uncountable";
  problem.text = fmt::format("its GPUs cannot be counted: {}", why);
}

PendingCharge pending_of(const Facts& facts, Problem refusal, quota::Charge charge) {
  const Team& team = *facts.team();
  PendingCharge pending{.root = facts.site().root_of(team).name, .charge = std::move(charge)};
  name_after_request(facts, pending.charge);
  pending.limited = refusal.mode == Mode::kEnforce;
  pending.refusal = std::move(refusal);
  pending.otherwise = otherwise(facts, pending.charge);
  pending.ceiling = team.quota ? team.quota->gpus : std::nullopt;
  pending.tells = is_person(facts);
  pending.asked_at = facts.door().now;
  return pending;
}

std::shared_ptr<const quota::Ledger> copy_of(const QuotaView& quota, const std::string& root) {
  return quota.ledger ? quota.ledger(root) : nullptr;
}

void leave_to_ledger(PendingCharge pending, const Facts& facts, const QuotaView& quota, Decision& decision) {
  if (decision.allowed && !facts.request().dry_run) {
    decision.pending = std::move(pending);
  } else if (const auto ledger = copy_of(quota, pending.root)) {
    judge_by(*ledger, pending, quota, decision);
  }
}

void count_claim(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision) {
  const auto& claim = std::get<model::ResourceClaim>(facts.request().object);
  std::optional<quota::Charge> charge = charge_of(facts.site(), *facts.team(), claim, charged_to(facts.ownership()));
  if (!charge) return;
  Problem refusal = refusal_by(counting_instance(instances, facts, decision.exemptions), facts);
  PendingCharge pending = pending_of(facts, std::move(refusal), *std::move(charge));
  const std::optional<MadeForPod> made = made_for_pod(facts.request());
  if (!made) return leave_to_ledger(std::move(pending), facts, quota, decision);
  if (!decision.allowed || facts.request().dry_run) return;
  decision.for_pod = {.pod = fmt::format("{}/{}", facts.request().namespace_name, made->pod->name),
                      .pod_uid = std::string{made->pod->uid},
                      .claim = std::string{made->claim},
                      .gpus = claimed_gpus(facts.site().gpus, claim.requests),
                      .otherwise = std::move(pending)};
}

void count_pods(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision) {
  const bool is_workload = facts.subject() == Subject::kWorkload;
  auto charge = charge_of(facts.site(), *facts.team(), facts.pod(), facts.ownership());
  if (charge.ok() ? !*charge : is_workload) return;
  std::vector<std::string> unsaid;  // of a template nothing is counted that an exemption could let pass
  Problem refusal = refusal_by(counting_instance(instances, facts, is_workload ? unsaid : decision.exemptions), facts);
  if (!charge.ok()) {
    if (decision.allowed) refuse_uncountable(refusal, charge.error().message, decision);
    return;
  }
  PendingCharge pending = pending_of(facts, std::move(refusal), **std::move(charge));
  if (!is_workload && !quota_gate(facts.pod())) return leave_to_ledger(std::move(pending), facts, quota, decision);
  const auto ledger = copy_of(quota, pending.root);
  if (is_workload) {
    judge_total(facts, pending, ledger.get(), decision);
  } else if (ledger != nullptr) {
    judge_by(quota::emptied(*ledger), pending, quota, decision);
  }
}

// Also for claims by templates, which are being written on the pod just now.
bool will_be_charged(const Facts& facts) {
  const auto charge = charge_of(facts.site(), *facts.team(), facts.pod(), facts.ownership());
  if (!charge.ok()) return false;
  const bool has_quota = facts.site().root_of(*facts.team()).quota.has_value();
  return *charge || (has_quota && facts.subject() == Subject::kPodCreate && asks_for_gpus(facts.door(), facts.pod()));
}

}  // namespace

void count(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision) {
  if (facts.team() == nullptr) return;
  switch (facts.subject()) {
    case Subject::kClaim: return count_claim(instances, facts, quota, decision);
    case Subject::kPodCreate:
    case Subject::kWorkload: return count_pods(instances, facts, quota, decision);
    default: return;
  }
}

void make_wait(Instances instances, const Facts& facts, const QuotaView& quota, std::vector<PlacedEdit>& edits) {
  if (facts.team() == nullptr || !quota.has_queue || !is_to_wait(facts.site(), facts.pod(), facts.job_type())) return;
  if (!will_be_charged(facts)) return;
  std::vector<std::string> exemptions;
  const PolicyInstance* instance = counting_instance(instances, facts, exemptions);
  if (instance == nullptr || instance->mode != Mode::kEnforce) return;  // whoever is held to no limit need not wait
  if (facts.subject() == Subject::kPodCreate) {
    edits.push_back({.base = std::string{facts.base()}, .edit = AddSchedulingGate{std::string{kQuotaGate}}});
  } else if (const auto size = gang_size(facts)) {
    edits.push_back(
        {.base = std::string{facts.base()}, .edit = SetAnnotation{std::string{kGangSizeAnnotation}, fmt::format("{}", *size)}});
  }
}

}  // namespace tollgate::policy
