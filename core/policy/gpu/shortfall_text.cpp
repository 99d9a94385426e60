#include "core/policy/gpu/shortfall_text.h"

#include <fmt/format.h>

#include <array>

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using quota::Bound;
using quota::Shortfall;

// In the order of Bound.
constexpr std::array<std::string_view, 6> kChecks{"team", "guarantee", "user", "job-type", "model", "pod"};

// Whose limit it is.
std::string holder_of(const Shortfall& shortfall) {
  switch (shortfall.bound) {
    case Bound::kTeam:
    case Bound::kGuarantee: return fmt::format("team {}", shortfall.team);
    case Bound::kUser: return fmt::format("user {} of team {}", shortfall.key, shortfall.team);
    case Bound::kJobType:
    case Bound::kModel: return fmt::format("{} of team {}", shortfall.key, shortfall.team);
    case Bound::kPod: return fmt::format("each pod of team {}", shortfall.team);
  }
  return shortfall.team;
}

std::string numbers_of(const Shortfall& shortfall) {
  if (shortfall.bound == Bound::kPod) {
    return fmt::format("requested {} GPU, limit {}", shortfall.requested.to_text(), shortfall.limit.to_text());
  }
  const std::string reserved =
      shortfall.reserved > GpuUnits{} ? fmt::format(" ({} reserved)", shortfall.reserved.to_text()) : std::string{};
  return fmt::format("requested {} GPU, used {}{}, limit {}{}, free {}", shortfall.requested.to_text(),
                     (shortfall.used + shortfall.reserved).to_text(), reserved, shortfall.limit.to_text(),
                     shortfall.bound == Bound::kGuarantee ? " beside what other teams are guaranteed" : "",
                     shortfall.free().to_text());
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

}  // namespace tollgate::policy
