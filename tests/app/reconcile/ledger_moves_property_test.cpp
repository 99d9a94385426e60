// Teams move between trees at random, while pods are promised, come, never come and end, leaders die between any two steps and
// see pods late, and webhooks still judge by the policy before: no grant ever goes over a limit, and in the end all is quiet.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

#include "app/reconcile/quota_confirmer.h"
#include "app/reconcile/reconcile_ledgers.h"
#include "core/quota/admit.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_ledgers.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::seconds;

constexpr seconds kTtl{90};
constexpr seconds kLatest{60};  // a promised pod comes by then or never
constexpr int kLimit = 8;
const std::vector<std::string> kRoots{"r0", "r1", "r2"};
const std::vector<std::string> kTeams{"t0", "t1", "t2", "t3"};

// Whose each team is.
struct Policy {
  std::string digest;
  std::map<std::string, std::string> root_of;

  [[nodiscard]] DesiredLedgers desired() const {
    DesiredLedgers desired{.specs = {}, .digest = digest};
    for (const std::string& root : kRoots) {
      auto tree = a_tree().root(root, quota::GpuUnits::gpus(kLimit));
      for (const auto& [team, home] : root_of)
        if (home == root) tree = std::move(tree).team(team, quota::GpuUnits::gpus(kLimit));
      quota::LedgerSpec spec = tree.ledger().spec;
      spec.policy_digest = digest;
      desired.specs.emplace(root, std::move(spec));
    }
    return desired;
  }
};

struct Pod {
  quota::Charge charge;
  bool lives = false;
  std::chrono::nanoseconds promised_at{0};

  [[nodiscard]] const std::string& team() const { return charge.cells.front().key.team; }
};

// A leader's own view, by the policy that it follows.
struct Leader {
  Leader(fakes::MemoryLedgers& ledgers, fakes::FakeClock& clock, Log& log)
      : confirmer{{pods, ledgers, clock}, {.claims = true, .reservation_ttl = kTtl, .settle = kTtl}},
        reconcile{ledgers, log, [this](const std::string& root) {
                    const auto confirmed = confirmer.confirm(root, policy.digest);
                    return confirmed && *confirmed == QuotaConfirmer::Outcome::kUnchanged;
                  }} {}

  fakes::MemoryPods pods;
  QuotaConfirmer confirmer;
  ReconcileLedgers reconcile;
  Policy policy;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_{seed} {
    change_policy();
    before_ = policy_;
    lead();
    settle();
  }

  void step() {
    switch (pick(10)) {
      case 0: return pick(4) == 0 ? change_policy() : follow_policy();
      case 1: return pick(3) == 0 ? lead() : follow_policy();
      case 2: return clock_.advance(seconds{pick(20)});
      case 3: return end_one();
      case 4:
      case 5: return bring_one();
      case 6: static_cast<void>(leader_->reconcile.pass(leader_->policy.desired())); return;
      case 7: static_cast<void>(leader_->confirmer.confirm(kRoots[pick(3)], leader_->policy.digest)); return;
      case 8: return catch_up();
      default: return ask();
    }
  }

  // Everybody does his work until there is none.
  void settle() {
    for (int i = 0; i < 20; ++i) {
      follow_policy();
      catch_up();
      ASSERT_TRUE(leader_->reconcile.pass(leader_->policy.desired()));
      for (const std::string& root : kRoots) static_cast<void>(leader_->confirmer.confirm(root, leader_->policy.digest));
      clock_.advance(seconds{20});
    }
    const auto last = leader_->reconcile.pass(leader_->policy.desired());
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->is_settled()) << testing::PrintToString(last->waiting) << testing::PrintToString(last->failures);
    for (const std::string& root : kRoots) {
      EXPECT_FALSE(ledgers_.at(root).spec.frozen);
      EXPECT_TRUE(ledgers_.at(root).status.initialized);
    }
  }

  [[nodiscard]] int granted() const { return granted_; }

 private:
  std::size_t pick(std::size_t bound) { return random_() % bound; }

  void change_policy() {
    before_ = policy_;
    policy_.digest = "sha256:" + std::to_string(++policies_);
    if (policy_.root_of.empty())
      for (const std::string& team : kTeams) policy_.root_of[team] = kRoots[pick(3)];
    policy_.root_of[kTeams[pick(kTeams.size())]] = kRoots[pick(3)];
  }

  // Somebody else leads, who begins with what there is.
  void lead() {
    leader_ = std::make_unique<Leader>(ledgers_, clock_, log_);
    leader_->policy = policy_;
    show_all();
    for (const std::string& root : kRoots)
      if (ledgers_.has(root)) static_cast<void>(leader_->confirmer.claim(root));
  }

  void follow_policy() {
    if (leader_->policy.digest == policy_.digest) return;
    leader_->policy = policy_;
    show_all();
  }

  void show_all() {
    leader_->pods.tell_of(++version_);
    leader_->pods.listed();
    catch_up();
  }

  void catch_up() {
    leader_->pods.tell_of(version_ += 1000);
    for (const auto& [uid, pod] : pods_)
      if (pod.lives) leader_->pods.show(leader_->policy.root_of.at(pod.team()), pod.charge);
    version_ += 1000;
  }

  // A webhook, maybe with the policy before.
  void ask() {
    const quota::Charge charge = a_pod_charge().of(kTeams[pick(kTeams.size())]).gpus(1 + static_cast<int>(pick(4)));
    const Policy& believed = pick(3) == 0 ? before_ : policy_;
    const std::string& root = believed.root_of.at(charge.cells.front().key.team);
    if (!ledgers_.has(root)) return;
    const std::vector<quota::Waiter> waiters{{charge}};
    const quota::Ledger ledger = ledgers_.at(root);
    const quota::Round round = quota::admit(ledger, waiters, {});
    if (!round.next || !ledgers_.replace(*round.next, {})) return;
    ++granted_;
    pods_[charge.uid] = {charge, false, clock_.monotonic()};
    EXPECT_LE(held_by(ledger.spec), kLimit) << root;
  }

  // By all pods of the spec's teams that live, or may still come.
  int held_by(const quota::LedgerSpec& spec) {
    std::int64_t held = 0;
    for (const auto& [uid, pod] : pods_) {
      const bool counts = pod.lives || clock_.monotonic() - pod.promised_at <= kLatest;
      if (counts && spec.find_team(pod.team()) != nullptr) held += pod.charge.cells.front().amount;
    }
    return static_cast<int>(held);
  }

  // A promised pod comes, late maybe; the watch shows it later.
  void bring_one() {
    for (auto& [uid, pod] : pods_) {
      if (pod.lives || clock_.monotonic() - pod.promised_at > kLatest || pick(2) == 0) continue;
      pod.lives = true;
      leader_->pods.create(pod.charge);
      return;
    }
  }

  void end_one() {
    for (auto pod = pods_.begin(); pod != pods_.end(); ++pod) {
      if (!pod->second.lives || pick(2) == 0) continue;
      leader_->pods.remove(pod->second.charge);
      pods_.erase(pod);
      return;
    }
  }

  std::mt19937_64 random_;
  fakes::FakeClock clock_;
  fakes::MemoryLedgers ledgers_;
  fakes::RecordingLog log_;
  Policy policy_;
  Policy before_;
  int policies_ = 0;
  int version_ = 0;
  int granted_ = 0;
  std::map<std::string, Pod> pods_;
  std::unique_ptr<Leader> leader_;
};

TEST(LedgerMoves, NeverGrantTooMuchAndComeToAnEnd) {
  int granted = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    World world{seed};
    for (int i = 0; i < 300; ++i) world.step();
    world.settle();
    granted += world.granted();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(granted, 500) << "the runs are worth something";
}

}  // namespace
}  // namespace tollgate::reconcile
