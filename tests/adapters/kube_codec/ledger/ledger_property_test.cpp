// Any ledger whatever comes back from its stored form as it was.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/adapters/kube_codec/ledger/ledgers.h"

namespace tollgate::kube_codec {
namespace {

using model::GpuUnits;

rc::Gen<std::string> name() { return rc::gen::nonEmpty(rc::gen::string<std::string>()); }

// JSON keeps only text that is UTF-8; what the API server sends is.
rc::Gen<std::string> ascii() { return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127))); }

rc::Gen<std::int64_t> count() {
  return rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 100), rc::gen::positive<std::int64_t>(),
                        rc::gen::just(std::numeric_limits<std::int64_t>::max()));
}

GpuUnits units() { return GpuUnits::units(*count()); }
std::optional<GpuUnits> limit() { return *rc::gen::arbitrary<bool>() ? std::optional{units()} : std::nullopt; }

std::vector<quota::KeyedLimit> keyed_limits() {
  std::vector<quota::KeyedLimit> limits(*rc::gen::inRange<std::size_t>(0, 3));
  for (quota::KeyedLimit& keyed : limits) keyed = {*ascii(), units()};
  return limits;
}

// Every team below one that was there before it.
std::vector<quota::TeamLimits> teams() {
  std::vector<quota::TeamLimits> teams;
  for (const std::string& team : *rc::gen::unique<std::vector<std::string>>(ascii())) {
    const std::size_t parent = *rc::gen::inRange<std::size_t>(0, teams.size() + 1);
    teams.push_back({.name = team,
                     .parent = parent == teams.size() ? std::string{} : teams[parent].name,
                     .gpus = limit(),
                     .guaranteed = units(),
                     .by_model = keyed_limits(),
                     .by_job_type = keyed_limits(),
                     .per_user = limit(),
                     .per_pod = limit()});
  }
  return teams;
}

quota::LedgerSpec spec() {
  quota::LedgerSpec spec{.policy_digest = *ascii(), .frozen = *rc::gen::arbitrary<bool>(), .teams = teams()};
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) spec.pools.push_back({*ascii(), *ascii()});
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    spec.weights.push_back({*ascii(), *rc::gen::arbitrary<bool>() ? *ascii() : std::string{}, units()});
  }
  return spec;
}

quota::CellKey key(const quota::CellKey& of) { return {of.team, of.user, of.job_type, *name(), *name(), *name()}; }

// Of one team, user and job type, with different keys.
std::vector<quota::Cell> cells(std::size_t least) {
  const quota::CellKey whose{*name(), *name(), *name(), {}, {}, {}};
  std::map<quota::CellKey, std::int64_t> amounts;
  const std::size_t wanted = *rc::gen::inRange<std::size_t>(least, 5);
  while (amounts.size() < wanted) amounts[key(whose)] = *count();
  std::vector<quota::Cell> cells;
  for (const auto& [cell, amount] : amounts) cells.push_back({cell, amount});
  return cells;
}

quota::LedgerStatus status() {
  quota::LedgerStatus status{
      .initialized = *rc::gen::arbitrary<bool>(), .epoch = *count(), .snapshot = std::to_string(*count()), .cells = cells(0)};
  status.observed_generation = *count();
  for (const std::string& uid : *rc::gen::unique<std::vector<std::string>>(ascii())) {
    const std::string owner = *rc::gen::arbitrary<bool>() ? *ascii() : std::string{};
    status.reservations.push_back({{uid, *ascii(), owner, cells(1)}, *rc::gen::inRange(0, 1000)});
  }
  for (const char* type : {"Frozen", "OverLimit"}) {
    if (*rc::gen::arbitrary<bool>()) {
      status.conditions.push_back({.type = type, .holds = *rc::gen::arbitrary<bool>(), .reason = *ascii(), .message = *ascii()});
    }
  }
  if (*rc::gen::arbitrary<bool>()) status.meters.push_back({*ascii(), *count(), *count()});
  return status;
}

RC_GTEST_PROP(Ledger, ComesBackAsItWas, ()) {
  const quota::Ledger ledger{
      .root = "research", .version = std::to_string(*count()), .generation = *count(), .spec = spec(), .status = status()};
  const auto back = decoded(stored(ledger));
  if (!back.ok()) RC_FAIL(back.error().message);
  RC_ASSERT(*back == ledger);
}

}  // namespace
}  // namespace tollgate::kube_codec
