// After the last step of a run: everything settles, and then the ledger is the truth.

#include <fmt/format.h>

#include "tests/model/quota/run.h"

namespace tollgate::model_test {
namespace {

using std::chrono::seconds;

// Nobody is reached twice the time to live later: who confirms lives for half of it at least, and takes over what was counted.
constexpr int kPatience = 3;

}  // namespace

void Run::calm_down() {
  wire_.calm();
  world_.change_spec([](quota::LedgerSpec& spec) { spec.frozen = false; });
  const auto end = world_.now() + kPatience * settings_.ttl;
  while (world_.now() < end && world_.problem().empty()) a_quiet_second();
  if (world_.problem().empty()) check_quiet();
}

void Run::a_quiet_second() {
  world_.pass(seconds{1});
  world_.forget_what_is_over();
  for (Replica& replica : replicas_) {
    replica.hear(Replica::Heard::kAllAndFiles);
    for (int i = 0; i < 6; ++i) replica.step();
  }
  for (auto& leader : leaders_) {
    const bool is_the_one = &leader == &leaders_.front();
    const bool is_over = leaders_live_short_ && leader != nullptr && world_.now() - leader->since() > settings_.ttl * 2 / 3;
    if (is_over || !is_the_one || (leader != nullptr && leader->has_stepped_down())) leader = nullptr;
    if (is_the_one && leader == nullptr) leader = new_leader();
    if (leader == nullptr) continue;
    leader->catch_up();
    leader->keep_ledger();
    for (int i = 0; i < 40 && !leader->has_stepped_down(); ++i) leader->step_of_pass();
  }
  invariants_.check();
}

void Run::check_quiet() {
  const Result<quota::Ledger> ledger = world_.read();
  if (!ledger || !ledger->status.initialized) return world_.report("quiet: there is no ledger that grants");
  const quota::LedgerStatus& status = ledger->status;
  if (!status.reservations.empty()) {
    return world_.report(fmt::format("quiet: {} promises do not end", status.reservations.size()));
  }
  std::map<quota::CellKey, std::int64_t> cells;
  for (const quota::Cell& cell : status.cells) cells[cell.key] += cell.amount;
  if (cells != cells_at(world_, world_.version())) return world_.report("quiet: the cells are not the sum over the pods");
  for (int i = 0; i < 12 && world_.problem().empty(); ++i) probe();
}

// A pod is granted exactly when it fits, by arithmetic that is not the ledger's.
void Run::probe() {
  ++counts_.probes;
  const Holding holding = some_holding(chance_);
  const Limits limits{world_.read()->spec};
  const bool fits = limits.fits(holding, outlook(world_, limits).sums);
  const PodId pod = world_.ask(holding, fmt::format("probe-{}", counts_.probes));
  Replica& replica = replicas_[chance_.below(2)];
  replica.ask(pod);
  for (int i = 0; i < 40 && !replica.idle(); ++i) replica.step();
  const bool granted = world_.pods()[pod].state == Pod::State::kAllowed;
  if (granted != fits)
    world_.report(fmt::format("quiet: {} was {}", world_.pods()[pod].charge.uid, granted ? "granted" : "refused"));
  invariants_.check();
}

}  // namespace tollgate::model_test
