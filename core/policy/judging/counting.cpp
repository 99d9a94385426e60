#include "core/policy/judging/counting.h"

#include <fmt/format.h>

#include "core/policy/gpu/charge.h"
#include "core/policy/gpu/shortfall_text.h"

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
  GpuUnits whole;
  for (const quota::Cell& cell : charge.cells) {
    whole += worth_of(facts.site().gpus, cell.key.resource, {}).value_or(GpuUnits{}) * cell.amount;
  }
  if (whole == GpuUnits{} || whole.count() % GpuUnits::kPerGpu != 0) return {};
  return fmt::format("sbatch -A {} --gres=gpu:{}", facts.team()->slurm->account, whole.to_text());
}

// A pod that no API server has named yet is known by its request: charges of one name count only once.
void name_after_request(const Facts& facts, quota::Charge& charge) {
  const model::AdmissionRequest& request = facts.request();
  if (charge.uid.empty()) charge.uid = request.uid;
  model::Text name = request.name.empty() ? facts.pod().metadata.name : request.name;
  if (name.empty()) name = charge.uid;
  charge.name = fmt::format("{}/{}", request.namespace_name, name);
}

bool is_person(const Facts& facts) {
  return facts.door().trusted == nullptr && !facts.request().caller.username.starts_with("system:");
}

void judge_by_copy(const PendingCharge& pending, const QuotaView& quota, Decision& decision) {
  const auto ledger = quota.ledger ? quota.ledger(pending.root) : nullptr;
  if (ledger == nullptr) return;
  const auto usage = quota::Usage::of(*ledger);
  if (!usage.ok()) return;
  const auto shortfalls = quota::evaluate(*ledger, *usage, pending.charge);
  if (!shortfalls.ok()) return;
  for (const quota::Shortfall& shortfall : *shortfalls) {
    describe(shortfall, pending.otherwise, decision.problems.emplace_back(pending.refusal));
  }
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
  return pending;
}

}  // namespace

void count(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision) {
  if (facts.subject() != Subject::kPodCreate || facts.team() == nullptr) return;
  auto charge = charge_of(facts.site(), *facts.team(), facts.pod(), facts.ownership());
  if (charge.ok() && !*charge) return;
  Problem refusal = refusal_by(counting_instance(instances, facts, decision.exemptions), facts);
  if (!charge.ok()) {
    if (decision.allowed) refuse_uncountable(refusal, charge.error().message, decision);
    return;
  }
  PendingCharge pending = pending_of(facts, std::move(refusal), **std::move(charge));
  if (decision.allowed && !facts.request().dry_run) {
    decision.pending = std::move(pending);
  } else {
    judge_by_copy(pending, quota, decision);
  }
}

}  // namespace tollgate::policy
