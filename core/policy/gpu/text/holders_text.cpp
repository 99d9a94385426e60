#include "core/policy/gpu/text/holders_text.h"

#include <fmt/format.h>

#include <vector>

#include "core/quota/fits_at.h"

namespace tollgate::policy {
namespace {

using quota::Bound;
using quota::Holding;
using quota::Shortfall;
using quota::TeamQuota;

constexpr std::size_t kNamed = 3;  // a denial has at most 1 KiB

// The day is said when it is not today.
std::string clock_text(Instant at, Instant now) {
  const std::string text = to_rfc3339(at);  // 2026-11-22T18:40:00.000Z
  const std::string time = text.substr(text.find('T') + 1, 5) + " UTC";
  const Day day = std::chrono::floor<std::chrono::days>(at);
  return day == std::chrono::floor<std::chrono::days>(now) ? time : to_date(day) + " " + time;
}

std::string text_of(const Holding& holder, Instant now) {
  const std::string until =
      holder.ends && *holder.ends > now ? fmt::format(", until {}", clock_text(*holder.ends, now)) : std::string{};
  return fmt::format("{} ({}, {}{})", holder.name, holder.user, holder.gpus.to_text(), until);
}

// Whether what it holds counts against the limit.
bool concerns(const Shortfall& shortfall, const Holding& holder) {
  if (shortfall.bound == Bound::kUser) return holder.user == shortfall.key;
  return shortfall.bound != Bound::kJobType || holder.job_type == shortfall.key;
}

std::vector<std::string> workloads(const Shortfall& shortfall, const TeamQuota& own, Instant now) {
  std::vector<std::string> named;
  named.reserve(kNamed);
  for (const Holding& holder : own.holders) {
    if (named.size() < kNamed && concerns(shortfall, holder)) named.push_back(text_of(holder, now));
  }
  return named;
}

std::vector<std::string> teams(const TeamQuota& above) {
  std::vector<std::string> named;
  named.reserve(kNamed);
  for (const quota::Portion& team : above.teams) {
    if (named.size() < kNamed && team.used > model::GpuUnits{})
      named.push_back(fmt::format("team {} ({})", team.name, team.used.to_text()));
  }
  return named;
}

bool is_whole_team(const Shortfall& shortfall) { return shortfall.bound == Bound::kTeam || shortfall.bound == Bound::kGuarantee; }

}  // namespace

std::string holders_text(const Shortfall& shortfall, std::string_view team, const QuotaView& quota, Instant now) {
  if (!quota.team || shortfall.bound == Bound::kPod) return {};
  const auto own = quota.team(team);
  const auto limiting = shortfall.team == team ? own : quota.team(shortfall.team);
  const bool is_own_limit = shortfall.team == team;
  std::vector<std::string> named;
  if (!is_own_limit && is_whole_team(shortfall)) {
    if (limiting != nullptr) named = teams(*limiting);
  } else if (own != nullptr && shortfall.bound != Bound::kModel) {
    named = workloads(shortfall, *own, now);
  }
  std::string text = named.empty() ? std::string{} : fmt::format(". Largest holders: {}", fmt::join(named, ", "));
  const auto fits = quota::fits_at(shortfall, own.get(), limiting.get());
  if (fits && *fits > now) text += fmt::format(". Fits at about {}", clock_text(*fits, now));
  return text;
}

}  // namespace tollgate::policy
