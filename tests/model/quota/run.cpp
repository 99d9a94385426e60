#include "tests/model/quota/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tollgate::model_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = Pod::State;

}  // namespace

Run::Run(std::uint64_t seed, const Settings& settings) : settings_{settings}, chance_{seed} {
  if (settings_.ablation == Ablation::kShortTtl) settings_.ttl = settings_.create_bound / 3;
  leaders_live_short_ = chance_.one_in(2);
  moves_ = chance_.between(1, 12);
  rivals_ = !chance_.one_in(3);
  deletions_ = chance_.one_in(4) ? 2 : 20;
  names_ = static_cast<std::size_t>(chance_.between(2, 30));
  // Day one: there are pods already, and nobody has counted them.
  for (int i = chance_.one_in(2) ? chance_.between(1, 12) : 0; i > 0; --i) {
    const PodId pod = world_.ask(some_holding(chance_), fmt::format("old-{}", i));
    world_.create(pod);
  }
}

Finding Run::play() {
  ++counts_.runs;
  for (int second = chance_.one_in(2) ? 2 * static_cast<int>(settings_.ttl.count()) : 0; second > 0; --second) a_quiet_second();
  int number = 0;
  for (; number < settings_.steps && world_.problem().empty(); ++number) {
    step();
    invariants_.check();
  }
  if (world_.problem().empty()) calm_down();
  counts_.steps += static_cast<std::uint64_t>(number);
  return {world_.problem(), number};
}

void Run::step() {
  struct Choice {
    int weight;
    void (Run::*happens)();
  };
  static constexpr std::array kChoices{
      Choice{45, &Run::time_passes},       Choice{40, &Run::somebody_creates},     Choice{70, &Run::a_create_comes_to_something},
      Choice{60, &Run::a_pod_moves_on},    Choice{300, &Run::a_replica_goes_on},   Choice{3, &Run::a_replica_crashes},
      Choice{420, &Run::a_leader_goes_on}, Choice{6, &Run::leadership_moves},      Choice{8, &Run::a_watch_misbehaves},
      Choice{6, &Run::the_policy_changes}, Choice{3, &Run::the_ledger_is_deleted},
  };
  static constexpr int kSum = [] {
    int sum = 0;
    for (const Choice& choice : kChoices) sum += choice.weight;
    return sum;
  }();
  int left = chance_.between(0, kSum - 1);
  for (const Choice& choice : kChoices) {
    left -= choice.weight;
    if (left < 0) return (this->*choice.happens)();
  }
}

void Run::time_passes() {
  world_.pass(milliseconds{chance_.one_in(40) ? chance_.between(1'000, 40'000) : chance_.between(1, 4'000)});
  world_.forget_what_is_over();
  if (chance_.one_in(4)) wire_.deliver_late();
}

void Run::somebody_creates() {
  std::optional<std::string> name;
  if (!chance_.one_in(3)) name = fmt::format("train-{}", chance_.below(names_));
  replicas_[chance_.below(2)].ask(world_.ask(some_holding(chance_), name));
}

void Run::a_create_comes_to_something() {
  const auto pod = some_pod(State::kAllowed);
  if (!pod || !world_.can_still_come(world_.pods()[*pod])) return;
  if (chance_.one_in(5)) return world_.refuse_elsewhere(*pod);
  if (chance_.one_in(3)) return;  // later
  world_.create(*pod);
  const Pod& now = world_.pods()[*pod];
  if (now.state == State::kRefused && now.generated_name) replicas_[chance_.below(2)].ask(world_.ask_again(*pod));
}

// It ends, and is deleted some time; or is deleted while it runs, at once or when its finalizers are done.
void Run::a_pod_moves_on() {
  if (!chance_.one_in(moves_)) return;
  if (const auto ended = some_pod(State::kEnded); ended && chance_.one_in(2)) return world_.remove(*ended);
  const auto live = some_pod(State::kLive);
  if (!live) return;
  if (chance_.one_in(2)) return world_.end(*live);
  world_.remove(*live);
}

void Run::a_replica_goes_on() {
  Replica& replica = replicas_[chance_.below(2)];
  if (chance_.one_in(60)) return replica.hear(Replica::Heard::kAllAndFiles);
  if (chance_.one_in(4)) return replica.hear(chance_.one_in(2) ? Replica::Heard::kAll : Replica::Heard::kSome);
  replica.step();
}

// What it was asked is asked again by the API server, with the same uid, or not at all.
void Run::a_replica_crashes() {
  const std::size_t which = chance_.below(2);
  ++counts_.crashes;
  for (const PodId pod : replicas_[which].crash()) {
    if (chance_.one_in(2)) {
      replicas_[1 - which].ask(pod);
    } else {
      world_.tell(pod, false);
    }
  }
}

void Run::a_leader_goes_on() {
  std::unique_ptr<Leader>& leader = leaders_[chance_.below(2)];
  if (leader == nullptr) return;
  if (chance_.one_in(2)) return leader->step_of_watch();
  if (chance_.one_in(10)) return leader->keep_ledger();
  leader->step_of_pass();
  if (leader->has_stepped_down()) leader = nullptr;
}

// There are two at times, and both believe.
void Run::leadership_moves() {
  const std::size_t which = chance_.below(2);
  std::unique_ptr<Leader>& leader = leaders_[which];
  if (leader == nullptr) {
    if (leaders_[1 - which] == nullptr || (rivals_ && chance_.one_in(2))) leader = new_leader();
  } else if (leaders_live_short_ || chance_.one_in(6)) {
    leader = nullptr;
  }
}

void Run::a_watch_misbehaves() {
  const std::unique_ptr<Leader>& leader = leaders_[chance_.below(2)];
  if (leader == nullptr) return;
  if (chance_.one_in(3)) return leader->relist();
  ++counts_.stalls;
  leader->stall(seconds{chance_.between(1, 200)});
}

void Run::the_policy_changes() {
  ++counts_.edits;
  world_.change_spec([this](quota::LedgerSpec& spec) {
    spec.frozen = !spec.frozen && chance_.one_in(10);
    edit(spec, chance_);
  });
}

void Run::the_ledger_is_deleted() {
  if (!chance_.one_in(deletions_)) return;
  ++counts_.recreations;
  if (chance_.one_in(4)) return world_.force_ledger_away();
  world_.delete_ledger();
}

std::optional<PodId> Run::some_pod(State state) {
  const std::vector<PodId>& active = world_.active();
  if (active.empty()) return std::nullopt;
  const std::size_t start = chance_.below(active.size());
  for (std::size_t i = 0; i < active.size(); ++i) {
    const PodId pod = active[(start + i) % active.size()];
    if (world_.pods()[pod].state == state) return pod;
  }
  return std::nullopt;
}

std::unique_ptr<Leader> Run::new_leader() {
  return std::make_unique<Leader>(Leader::Needs{world_, wire_, chance_, settings_, counts_});
}

}  // namespace tollgate::model_test
