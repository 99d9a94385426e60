#include "tests/model/quota/campaign.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/model/quota/run.h"

namespace tollgate::model_test {

Outcome play(const Campaign& campaign) {
  Outcome outcome;
  std::mutex mutex;
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> stop{false};
  const auto work = [&] {
    while (!stop) {
      const std::uint64_t number = next++;
      if (number >= campaign.runs) return;
      const std::uint64_t seed = campaign.first_seed + number;
      Run run{seed, campaign.settings};
      const Finding finding = run.play();
      const std::lock_guard lock{mutex};
      outcome.counts.add(run.counts());
      if (finding.problem.empty()) continue;
      stop = campaign.stop_at_first;
      if (outcome.broken++ > 0 && seed > outcome.seed) continue;
      outcome.seed = seed;
      outcome.step = finding.step;
      outcome.problem = finding.problem;
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(campaign.threads);
    for (unsigned i = 0; i < campaign.threads; ++i) threads.emplace_back(work);
  }
  return outcome;
}

}  // namespace tollgate::model_test
