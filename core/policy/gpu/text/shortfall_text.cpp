#include "core/policy/gpu/text/shortfall_text.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "core/policy/gpu/text/holders_text.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using quota::Bound;
using quota::Shortfall;

// In the order of Bound.
constexpr std::array<std::string_view, 6> kChecks{"team", "guarantee", "user", "job-type", "model", "pod"};

// A limit that was lowered below what is held takes nothing away, and gives nothing.
std::string rest_of(const Shortfall& shortfall) {
  const GpuUnits over = shortfall.used + shortfall.reserved - shortfall.limit;
  if (over > GpuUnits{} && shortfall.bound != Bound::kGuarantee) return fmt::format("over it by {}", over.to_text());
  return fmt::format("free {}", shortfall.free().to_text());
}

std::string numbers_of(const Shortfall& shortfall) {
  if (shortfall.bound == Bound::kPod) {
    return fmt::format("requested {} GPU, limit {}", shortfall.requested.to_text(), shortfall.limit.to_text());
  }
  const std::string reserved =
      shortfall.reserved > GpuUnits{} ? fmt::format(" ({} reserved)", shortfall.reserved.to_text()) : std::string{};
  return fmt::format("requested {} GPU, used {}{}, limit {}{}, {}", shortfall.requested.to_text(),
                     (shortfall.used + shortfall.reserved).to_text(), reserved, shortfall.limit.to_text(),
                     shortfall.bound == Bound::kGuarantee ? " beside what other teams are guaranteed" : "", rest_of(shortfall));
}

std::string fix_of(const Shortfall& shortfall, std::string_view otherwise) {
  const GpuUnits most = shortfall.bound == Bound::kPod ? shortfall.limit : shortfall.free();
  std::string fix =
      most > GpuUnits{} ? fmt::format("request at most {}", most.to_text()) : std::string{"wait until GPUs are given back"};
  if (!otherwise.empty()) fix += fmt::format(", or: {}", otherwise);
  return fix;
}

}  // namespace

void describe(const Shortfall& shortfall, std::string_view otherwise, Problem& problem) {
  problem.check = kChecks[static_cast<std::size_t>(shortfall.bound)];
  problem.subject = shortfall.key.empty() ? shortfall.team : shortfall.key;
  problem.value = shortfall.requested.to_text();
  problem.text = fmt::format("exceeded quota: {} {}", holder_of(shortfall), numbers_of(shortfall));
  problem.fix = fix_of(shortfall, otherwise);
}

void describe(const std::vector<Shortfall>& shortfalls, const PendingCharge& pending, const QuotaView& quota,
              std::vector<Problem>& problems) {
  for (const Shortfall& shortfall : shortfalls) {
    Problem& problem = problems.emplace_back(pending.refusal);
    describe(shortfall, pending.otherwise, problem);
    problem.text += holders_text(shortfall, pending.charge.cells.front().key.team, quota, pending.asked_at);
  }
}

}  // namespace tollgate::policy
