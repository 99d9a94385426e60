#include "core/policy/judging/quota/totals.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/policy/gpu/charge.h"
#include "core/policy/gpu/text/shortfall_text.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using quota::Bound;
using quota::Shortfall;

const model::Workload* workload_in(const model::Object& object) { return std::get_if<model::Workload>(&object); }

bool belongs_to_a_workload(const model::Metadata& metadata) {
  const model::OwnerReference* owner = controller_of(metadata);
  if (owner == nullptr) return false;
  const std::size_t slash = owner->api_version.find('/');
  const model::Text group = slash == model::Text::npos ? model::Text{} : owner->api_version.substr(0, slash);
  return model::find_workload_kind(group, owner->kind) != nullptr;
}

// Times `pods`, stopping at the limit instead of wrapping.
quota::Charge times(quota::Charge charge, std::int64_t pods) {
  for (quota::Cell& cell : charge.cells) cell.amount = (GpuUnits::units(cell.amount) * pods).count();
  return charge;
}

// What the pods held together before this request; none before there were any.
GpuUnits worth_before(const Facts& facts) {
  const model::Workload* old = workload_in(facts.request().old_object);
  const model::Pod* pod = old_template(facts.request(), facts.base());
  if (old == nullptr || pod == nullptr) return {};
  const auto charge = charge_of(facts.site(), *facts.team(), *pod, labelled(facts.platform().labels, *pod));
  return charge.ok() && *charge ? worth_of(facts.site(), **charge) * old->pods.value_or(1) : GpuUnits{};
}

class Total {
 public:
  Total(const Facts& facts, const PendingCharge& each, std::int64_t pods, Decision& decision)
      : facts_{facts}, each_{each}, pods_{pods}, worth_{worth_of(facts.site(), each.charge) * pods}, decision_{decision} {}

  [[nodiscard]] GpuUnits worth() const { return worth_; }

  void against_teams() {
    for (const Team* team = facts_.team(); team != nullptr; team = facts_.site().find_team(team->parent)) {
      if (!team->quota || !team->quota->per_workload || worth_ <= *team->quota->per_workload) continue;
      Problem& problem = decision_.problems.emplace_back(each_.refusal);
      problem.check = "workload";
      problem.subject = team->name;
      problem.value = worth_.to_text();
      problem.text = fmt::format("exceeded quota: each workload of team {} requested {} GPU, limit {}{}", team->name,
                                 worth_.to_text(), team->quota->per_workload->to_text(), with_pods());
      problem.fix = fmt::format("request at most {} together", team->quota->per_workload->to_text());
    }
  }

  void against(const quota::Ledger& ledger, bool as_a_whole) {
    std::vector<Shortfall> never = ever(quota::emptied(ledger), as_a_whole);
    for (const Shortfall& shortfall : never) {
      Problem& problem = decision_.problems.emplace_back(each_.refusal);
      describe(shortfall, each_.otherwise, problem);
      if (shortfall.bound != Bound::kPod) problem.text += with_pods();
    }
    if (!never.empty() || !as_a_whole) return;
    for (const Shortfall& shortfall : whole(ledger)) {
      Problem& problem = decision_.problems.emplace_back(each_.refusal);
      problem.mode = std::max(problem.mode, Mode::kWarn);
      describe(shortfall, {}, problem);
      problem.text = "for now " + problem.text + with_pods();
    }
  }

 private:
  std::string with_pods() const { return fmt::format(", with {} pods", pods_); }

  // A limit for one pod is held against one pod, all others against all of them.
  std::vector<Shortfall> ever(const quota::Ledger& empty, bool as_a_whole) const {
    std::vector<Shortfall> found = shortfalls_in(empty, each_.charge);
    if (!as_a_whole || std::ranges::any_of(found, [](const Shortfall& s) { return s.bound != Bound::kPod; })) return found;
    std::ranges::move(whole(empty), std::back_inserter(found));
    return found;
  }

  std::vector<Shortfall> whole(const quota::Ledger& ledger) const {
    std::vector<Shortfall> found = shortfalls_in(ledger, times(each_.charge, pods_));
    std::erase_if(found, [](const Shortfall& shortfall) { return shortfall.bound == Bound::kPod; });
    return found;
  }

  const Facts& facts_;
  const PendingCharge& each_;
  std::int64_t pods_;
  GpuUnits worth_;
  Decision& decision_;
};

}  // namespace

std::optional<std::int64_t> gang_size(const Facts& facts) {
  const model::Workload* workload = workload_in(facts.request().object);
  const JobType* type = facts.site().find_job_type(facts.job_type());
  if (workload == nullptr || type == nullptr || !type->gang || !workload->together) return std::nullopt;
  return belongs_to_a_workload(workload->metadata) ? std::nullopt : workload->pods;
}

void judge_total(const Facts& facts, const PendingCharge& each, const quota::Ledger* ledger, Decision& decision) {
  const model::Workload* workload = workload_in(facts.request().object);
  if (workload == nullptr) return;
  Total total{facts, each, workload->pods.value_or(1), decision};
  if (total.worth() <= worth_before(facts)) return;
  total.against_teams();
  if (ledger == nullptr) return;
  const JobType* type = facts.site().find_job_type(facts.job_type());
  const bool may_start_one_by_one = type != nullptr && type->on_quota == OnQuota::kQueue && !type->gang;
  total.against(*ledger, !may_start_one_by_one);
}

std::vector<Shortfall> shortfalls_in(const quota::Ledger& ledger, const quota::Charge& charge) {
  const auto usage = quota::Usage::of(ledger);
  if (!usage.ok()) return {};
  auto shortfalls = quota::evaluate(ledger, *usage, charge);
  return shortfalls.ok() ? *std::move(shortfalls) : std::vector<Shortfall>{};
}

}  // namespace tollgate::policy
