// What one pass of the confirming side costs, over a ledger with so many promises and so many pods that live: from the pods as
// they are known to the new status as text. No API server, no network.
//
//   bench_confirm RESERVATIONS PODS COUNT     →  {"confirm_pass_ms": 7.5, "p99_ms": 9.1, "status_kib": 312.0}

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "adapters/kube_codec/ledger/ledger.h"
#include "core/quota/confirm.h"
#include "core/quota/live_pods.h"

namespace {

using namespace tollgate;
using model::GpuUnits;

constexpr std::size_t kTeams = 20;
constexpr const char* kRoot = "research";

std::string team_name(std::size_t number) { return fmt::format("team-{:02}", number % kTeams); }

std::string uid_of(std::size_t number) { return fmt::format("3f8e2c51-9b7d-4e06-a1c4-{:012x}", number); }

// Pod by pod through 20 teams with 10 users each, three job types, two resources.
quota::Charge charge_of(std::size_t number) {
  const bool slice = number % 3 == 0;
  const std::string team = team_name(number);
  const std::string user = fmt::format("{}-user-{}", team, number / kTeams % 10);
  const char* const job_type = number % 3 == 0 ? "interactive" : number % 3 == 1 ? "training" : "inference";
  quota::CellKey key{
      team, user, job_type, "normal", slice ? "interactive" : "kube", slice ? "nvidia.com/mig-1g.10gb" : "nvidia.com/gpu"};
  return {.uid = uid_of(number),
          .name = fmt::format("{}-research/train-{:06}", team, number),
          .owner = fmt::format("{:08x}", number / 8),
          .cells = {{std::move(key), 1}}};
}

quota::Ledger ledger_of(std::size_t reservations, std::size_t pods) {
  quota::Ledger ledger{.root = kRoot, .version = "1000"};
  ledger.spec.pools = {{"kube", "h100-80gb"}, {"interactive", "h100-80gb"}};
  ledger.spec.weights = {{"nvidia.com/gpu", "", GpuUnits::gpus(1)},
                         {"nvidia.com/mig-1g.10gb", "", GpuUnits::units(GpuUnits::kPerGpu / 7)}};
  ledger.spec.teams.push_back({.name = kRoot, .gpus = GpuUnits::gpus(100'000)});
  for (std::size_t i = 0; i < kTeams; ++i) {
    ledger.spec.teams.push_back({.name = team_name(i), .parent = kRoot, .gpus = GpuUnits::gpus(10'000)});
  }
  ledger.status.initialized = true;
  ledger.status.snapshot = std::string{"1"};
  // Half of them are promises to pods that live already, half to pods that are still to come.
  for (std::size_t i = 0; i < reservations; ++i) {
    ledger.status.reservations.push_back({charge_of(pods - reservations / 2 + i), static_cast<int>(i % 60)});
  }
  return ledger;
}

quota::LivePods live(std::size_t pods) {
  quota::LivePods known;
  known.list_begins();
  for (std::size_t i = 0; i < pods; ++i) {
    known.put(uid_of(i),
              quota::LivePods::Charged{.root = kRoot, .charge = charge_of(i), .workload = fmt::format("Job/train-{}", i / 8)});
  }
  known.reached("2000");
  known.list_ends(std::chrono::nanoseconds{0});
  return known;
}

// Nothing: something that should hold does not.
std::optional<std::string> pass(const quota::Ledger& ledger, const quota::LivePods& pods) {
  const auto snapshot = pods.snapshot(ledger);
  if (!snapshot) return std::nullopt;
  auto confirmed = quota::confirm(ledger, *snapshot, {.epoch = 1});
  if (!confirmed || !confirmed->next) return std::nullopt;
  return kube_codec::encode_ledger_status(*confirmed->next);
}

double milliseconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double, std::milli>{time}.count(); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
  const quota::Ledger ledger = ledger_of(number(1), number(2));
  const quota::LivePods pods = live(number(2));
  std::vector<double> times(number(3));
  for (double& time : times) {
    const auto began = std::chrono::steady_clock::now();
    if (!pass(ledger, pods)) return 1;
    time = milliseconds(std::chrono::steady_clock::now() - began);
  }
  std::ranges::sort(times);
  // The status at its largest: before the pass, when every promise is still in it, and with all that is counted.
  quota::Ledger full = ledger;
  full.status.cells = quota::confirm(ledger, *pods.snapshot(ledger), {.epoch = 1})->next->status.cells;
  fmt::print(R"({{"confirm_pass_ms": {:.2f}, "p99_ms": {:.2f}, "status_kib": {:.1f}}})"
             "\n",
             times[times.size() / 2], times[times.size() * 99 / 100],
             static_cast<double>(kube_codec::encode_ledger_status(full).size()) / 1024);
  return 0;
}
