#include "tests/model/quota/replica.h"

#include <algorithm>
#include <utility>

namespace tollgate::model_test {
namespace {

constexpr nanoseconds kNever = nanoseconds::max();

std::uint64_t number_of(const quota::Ledger& ledger) { return std::stoull(ledger.version); }

}  // namespace

// What take_turn() reads was read before, what it stores is stored now: so others come between the two.
class Replica::AtOnce final : public QuotaStore {
 public:
  AtOnce(Replica& replica, Turn& turn) : replica_{replica}, turn_{turn} {}

  std::shared_ptr<const quota::Ledger> cached(std::string_view /*root*/) const override {
    return turn_.basis == admission::Basis::kCached ? std::make_shared<const quota::Ledger>(turn_.read.value()) : nullptr;
  }
  Result<quota::Ledger> read_live(std::string_view /*root*/, nanoseconds /*deadline*/) override { return turn_.read; }
  Result<std::string> replace(const quota::Ledger& ledger, nanoseconds /*deadline*/) override {
    Result<std::string> stored = replica_.wire_.swap(ledger, World::Writer::kReplica);
    if (stored) {
      quota::Ledger now = ledger;
      now.version = *stored;
      replica_.remember(now);
    }
    return stored;
  }

 private:
  Replica& replica_;
  Turn& turn_;
};

void Replica::step() {
  give_up_the_late();
  if (!turn_) return begin();
  if (!turn_->taken) return take();
  answer();
}

void Replica::begin() {
  if (waiting_.empty()) return;
  turn_.emplace(Turn{.pods = std::exchange(waiting_, {}), .basis = cache_ == nullptr ? admission::Basis::kLive : basis_});
  if (turn_->basis == admission::Basis::kCached) {
    turn_->read = as_it_sees(*cache_);
    return;
  }
  turn_->read = wire_.read();
  if (!turn_->read) return;
  remember(*turn_->read);
  turn_->read = as_it_sees(std::move(turn_->read).value());
}

void Replica::take() {
  std::vector<quota::Waiter> waiters;
  waiters.reserve(turn_->pods.size());
  for (const PodId pod : turn_->pods) waiters.push_back({world_.pods()[pod].charge});
  AtOnce store{*this, *turn_};
  turn_->taken = admission::take_turn(store, "org", waiters, {.per_team = 30, .per_owner = 25}, turn_->basis, kNever);
}

void Replica::answer() {
  std::vector<PodId> again;
  for (std::size_t i = 0; i < turn_->pods.size(); ++i) {
    const PodId pod = turn_->pods[i];
    if (world_.pods()[pod].state != Pod::State::kAsked) continue;
    const std::optional<quota::Answer>& answer = turn_->taken->answers[i];
    if (!answer) {
      again.push_back(pod);
      continue;
    }
    const bool granted = answer->outcome == quota::Outcome::kReserved || answer->outcome == quota::Outcome::kHeld;
    ++(granted ? counts_.grants : counts_.refusals);
    world_.tell(pod, granted);
  }
  basis_ = again.empty() ? admission::Basis::kCached : admission::Basis::kLive;
  waiting_.insert(waiting_.begin(), again.begin(), again.end());
  turn_.reset();
}

// Whoever waited until his deadline is told to try again, whatever his turn comes to.
void Replica::give_up_the_late() {
  const auto is_late = [&](PodId pod) { return world_.now() > world_.pods()[pod].deadline; };
  const auto give_up = [&](const std::vector<PodId>& pods) {
    for (const PodId pod : pods) {
      if (!is_late(pod) || world_.pods()[pod].state != Pod::State::kAsked) continue;
      ++counts_.unanswered;
      world_.tell(pod, false);
    }
  };
  give_up(waiting_);
  if (turn_) give_up(turn_->pods);
  std::erase_if(waiting_, is_late);
}

void Replica::hear(Heard heard) {
  const auto& shown = world_.shown();
  const std::uint64_t known = cache_ == nullptr ? 0 : number_of(*cache_);
  const auto newer = std::ranges::find_if(shown, [&](const auto& ledger) { return number_of(*ledger) > known; });
  const auto count = static_cast<std::size_t>(shown.end() - newer);
  if (heard == Heard::kAllAndFiles) own_spec_.reset();
  if (count == 0) return;
  cache_ = heard != Heard::kSome ? shown.back() : newer[static_cast<std::ptrdiff_t>(chance_.below(count))];
}

std::vector<PodId> Replica::crash() {
  std::vector<PodId> orphans = std::exchange(waiting_, {});
  if (turn_) orphans.insert(orphans.end(), turn_->pods.begin(), turn_->pods.end());
  turn_.reset();
  cache_ = nullptr;
  basis_ = admission::Basis::kCached;
  std::erase_if(orphans, [&](PodId pod) { return world_.pods()[pod].state != Pod::State::kAsked; });
  return orphans;
}

quota::Ledger Replica::as_it_sees(quota::Ledger ledger) {
  if (settings_.ablation != Ablation::kOwnLimits) return ledger;
  if (!own_spec_) own_spec_ = ledger.spec;  // as they came just now
  ledger.spec = *own_spec_;
  return ledger;
}

void Replica::remember(const quota::Ledger& ledger) {
  if (cache_ == nullptr || number_of(ledger) > number_of(*cache_)) cache_ = std::make_shared<const quota::Ledger>(ledger);
}

}  // namespace tollgate::model_test
