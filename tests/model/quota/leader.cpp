#include "tests/model/quota/leader.h"

#include <utility>

namespace tollgate::model_test {
namespace {

std::chrono::seconds settle_of(const Settings& settings) {
  return settings.ablation == Ablation::kGrantsAtOnce ? std::chrono::seconds{0} : settings.ttl;
}

}  // namespace

// The confirmer's ports. What an ablation takes away is taken away here.
class Leader::Ports final : public QuotaStore, public PodCounts, public Clock {
 public:
  using Copy = std::shared_ptr<const quota::Ledger>;
  using Script = Stepwise<Result<quota::Ledger>, Result<std::string>, std::optional<quota::Snapshot>, Result<bool>, std::uint64_t,
                          nanoseconds>;

  explicit Ports(Leader& leader) : leader_{leader}, script_{leader.needs_.chance} {}

  Script& script() { return script_; }

  // Never settled: each pass looks at all.
  Copy cached(std::string_view /*root*/) const override { return nullptr; }

  Result<quota::Ledger> read_live(std::string_view /*root*/, nanoseconds /*deadline*/) override {
    return script_.answer([this] {
      Result<quota::Ledger> ledger = leader_.needs_.wire.read();
      if (ledger && is_without_fence()) {
        ledger.value().status.epoch = std::min(ledger->status.epoch, leader_.epoch_.value_or(ledger->status.epoch));
        ledger.value().status.snapshot.clear();
      }
      return ledger;
    });
  }

  Result<std::string> replace(const quota::Ledger& ledger, nanoseconds /*deadline*/) override {
    return script_.answer([&] {
      quota::Ledger next = ledger;
      if (ablation() == Ablation::kAgesForgotten) {
        for (quota::Reservation& reservation : next.status.reservations) reservation.age = 0;
      }
      Result<std::string> stored = leader_.needs_.wire.swap(next, World::Writer::kLeader);
      if (stored && !leader_.epoch_) leader_.epoch_ = next.status.epoch;  // the claim comes first
      return stored;
    });
  }

  std::optional<quota::Snapshot> snapshot(const quota::Ledger& ledger) override {
    return script_.answer([&] { return leader_.pods_.snapshot(ledger); });
  }
  std::uint64_t revision() const override {
    return script_.answer([this] { return leader_.pods_.revision(); });
  }
  Result<bool> exists(const std::string& name, const std::string& uid) override {
    return script_.answer([&]() -> Result<bool> {
      if (ablation() == Ablation::kExpiryUnchecked) return false;
      return leader_.needs_.wire.look_for(name, uid);
    });
  }
  Result<std::string> newest_version() override {
    return script_.answer([this]() -> Result<std::string> { return std::to_string(leader_.needs_.world.version()); });
  }
  Instant now() const override { return {}; }
  nanoseconds monotonic() const override {
    return script_.answer([this] { return leader_.needs_.world.now() + leader_.clock_offset_; });
  }

 private:
  [[nodiscard]] Ablation ablation() const { return leader_.needs_.settings.ablation; }
  [[nodiscard]] bool is_without_fence() const {
    return ablation() == Ablation::kNoEpochNorSnapshot || ablation() == Ablation::kLeaderWithoutCasOrFence;
  }

  Leader& leader_;
  mutable Script script_;
};

Leader::Leader(Needs needs)
    : needs_{needs}, since_{needs.world.now()}, clock_offset_{std::chrono::seconds{needs.chance.between(0, 1'000'000)}} {
  ports_ = std::make_unique<Ports>(*this);
  confirmer_.emplace(reconcile::QuotaConfirmer::Needs{*ports_, *ports_, *ports_},
                     reconcile::QuotaConfirmer::Settings{
                         .claims = true, .reservation_ttl = needs_.settings.ttl, .settle = settle_of(needs_.settings)});
  ++needs_.counts.leaders;
}

Leader::~Leader() = default;

void Leader::step_of_watch() {
  if (half_told_) return finish_telling();
  if (needs_.world.now() < stalled_until_ && !needs_.world.settling()) return;
  if (!watching_) return list();
  if (at_ < needs_.world.events().size()) return tell(needs_.world.events()[at_++]);
  if (needs_.chance.one_in(8)) pods_.reached(std::to_string(needs_.world.version()));  // a bookmark
}

void Leader::catch_up() {
  while (!up_to_date()) {
    stalled_until_ = nanoseconds{0};
    step_of_watch();
  }
  pods_.reached(std::to_string(needs_.world.version()));
}

// A consistent list. What came and went since the last event is never heard of.
void Leader::list() {
  ++needs_.counts.relists;
  pods_.list_begins();
  for (const PodId id : needs_.world.active()) {
    const Pod& pod = needs_.world.pods()[id];
    if (pod.state == Pod::State::kLive) pods_.put(pod.charge.uid, quota::LivePods::Charged{"org", pod.charge});
    if (pod.state == Pod::State::kEnded) pods_.put(pod.charge.uid, std::nullopt);
  }
  version_ = std::to_string(needs_.world.version());
  at_ = needs_.world.events().size();
  watching_ = half_told_ = listing_ = true;
}

void Leader::tell(const PodEvent& event) {
  const quota::Charge& charge = needs_.world.pods()[event.pod].charge;
  const nanoseconds now = needs_.world.now() + clock_offset_;
  if (event.removed) {
    pods_.remove(charge.uid, now);
  } else if (event.ended) {
    pods_.put(charge.uid, std::nullopt);
  } else {
    pods_.put(charge.uid, quota::LivePods::Charged{"org", charge});
  }
  version_ = std::to_string(event.version);
  half_told_ = true;
}

// As the watch does it: another thread may look in between.
void Leader::finish_telling() {
  if (!listing_) {
    pods_.reached(version_);
  } else if (!version_.empty()) {
    pods_.reached(std::exchange(version_, {}));
    return;
  } else {
    pods_.list_ends(needs_.world.now() + clock_offset_);
  }
  half_told_ = listing_ = false;
}

void Leader::step_of_pass() {
  reconcile::QuotaConfirmer copy = *confirmer_;
  ports_->script().again();
  try {
    const auto outcome = copy.confirm("org");
    ++needs_.counts.confirmations;
    stepped_down_ = outcome && *outcome == reconcile::QuotaConfirmer::Outcome::kSuperseded;
    confirmer_.emplace(std::move(copy));
    ports_->script().anew();
  } catch (const Stopped&) {
    // goes on at the next step
  }
}

void Leader::keep_ledger() {
  const auto ledger = needs_.world.read();
  if (!ledger) {
    needs_.world.create_ledger();
  } else if (needs_.world.deleting() && ledger->status.reservations.empty()) {
    (void)needs_.world.finish_deletion(ledger->version);
  }
}

}  // namespace tollgate::model_test
