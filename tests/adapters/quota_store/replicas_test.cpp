// Several replicas over one API server: batcher and store as the webhook has them, and an API server that fails.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <optional>
#include <thread>

#include "adapters/quota_store/api_server.h"
#include "adapters/system/system_clock.h"
#include "app/admission/quota_batcher.h"
#include "core/quota/usage.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_ledger_objects.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::quota_store {
namespace {

using admission::QuotaBatcher;
using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::eventually;
using fakes::FakeApiServer;
using fakes::operator""_gpu;
using quota::Outcome;
using std::chrono::milliseconds;

constexpr const char* kCounted = R"({"conditions":[{"type":"Initialized","status":"True"}]})";

// What one replica has of its own.
struct Replica {
  Replica(const std::string& url, const Clock& clock, Log& log, std::uint64_t seed)
      : api{[&] {
          kube_client::Config config;
          config.server = url;
          return config;
        }()},
        store{{api, clock, log}},
        faulty{store},
        batcher{faulty, clock, {.first_pause = Duration{1}, .longest_pause = Duration{4}, .seed = seed}} {}

  kube_client::Api api;
  ApiServer store;
  fakes::FaultyQuotaStore faulty;
  QuotaBatcher batcher;
};

class Replicas : public testing::Test {
 protected:
  Replicas() {
    objects_.put(a_tree().root("research", 8_gpu).ledger());
    objects_.put_status("research", kCounted);
    for (std::size_t i = 0; i < replicas_.size(); ++i) replicas_.at(i).emplace(objects_.server().url(), clock_, log_, i);
  }

  // Many pods of one GPU at once, round the replicas: how many were granted, when all are answered.
  int granted_of(int pods) {
    std::atomic<int> granted{0};
    std::latch answered{pods};
    for (int i = 0; i < pods; ++i) {
      replicas_.at(static_cast<std::size_t>(i) % replicas_.size())
          ->batcher.submit("research", a_pod_charge().of("research"), clock_.monotonic() + std::chrono::minutes{5},
                           [&](const quota::Answer& answer) {
                             if (answer.outcome == Outcome::kReserved || answer.outcome == Outcome::kHeld) ++granted;
                             answered.count_down();
                           });
    }
    answered.wait();
    return granted;
  }

  model::GpuUnits charged() {
    const auto ledger = replicas_.front()->store.read_live("research", clock_.monotonic() + std::chrono::seconds{10}).value();
    return quota::Usage::of(ledger)->at("research").charged();
  }

  system::SystemClock clock_;
  fakes::RecordingLog log_;
  fakes::FakeLedgerObjects objects_;
  std::array<std::optional<Replica>, 3> replicas_;
};

TEST_F(Replicas, GrantExactlyWhatThereIs) {
  EXPECT_EQ(granted_of(200), 8);
  EXPECT_EQ(charged(), 8_gpu);
}

TEST_F(Replicas, AreExactWithWatchesThatStandStill) {
  for (auto& replica : replicas_) ASSERT_TRUE(eventually([&] { return replica->store.cached("research") != nullptr; }));
  objects_.stall();
  EXPECT_EQ(granted_of(100), 8);
  EXPECT_EQ(charged(), 8_gpu);
}

TEST_F(Replicas, AreExactWhenEveryThirdCallFails) {
  for (auto& replica : replicas_) replica->faulty.fail_by_chance(3, 7);
  EXPECT_EQ(granted_of(100), 8);
  EXPECT_EQ(charged(), 8_gpu);
}

class Outage : public Replicas {
 protected:
  // Every call to the ledger is cut, or goes through again.
  void cut(bool away) {
    const FakeApiServer::Answer dropped = [](const auto&, FakeApiServer::Peer& peer) { peer.drop(); };
    for (const char* method : {"GET ", "PUT "}) {
      objects_.server().script(method + objects_.path() + "/research", {away ? dropped : objects_.answer()});
    }
  }

  quota::Answer answer_within(milliseconds patience) {
    std::optional<quota::Answer> given;
    std::latch answered{1};
    replicas_.front()->batcher.submit("research", a_pod_charge().of("research"), clock_.monotonic() + patience,
                                      [&](quota::Answer answer) {
                                        given = std::move(answer);
                                        answered.count_down();
                                      });
    answered.wait();
    return *given;
  }
};

TEST_F(Outage, IsToldAtTheDeadlineAndForgottenAtItsEnd) {
  ASSERT_EQ(answer_within(std::chrono::seconds{10}).outcome, Outcome::kReserved);
  cut(true);
  const quota::Answer refused = answer_within(std::chrono::seconds{1});
  EXPECT_EQ(refused.outcome, Outcome::kUnable);
  EXPECT_NE(refused.reason.find("the quota ledger of research could not be changed in time"), std::string::npos)
      << refused.reason;
  cut(false);
  EXPECT_EQ(answer_within(std::chrono::seconds{10}).outcome, Outcome::kReserved);
}

TEST_F(Outage, OfOneRootStopsNoOther) {
  objects_.put(a_tree().root("other", 8_gpu).ledger());
  objects_.put_status("other", kCounted);
  cut(true);
  std::latch answered{1};
  std::optional<quota::Answer> other;
  replicas_.front()->batcher.submit("other", a_pod_charge().of("other"), clock_.monotonic() + std::chrono::seconds{10},
                                    [&](quota::Answer answer) {
                                      other = std::move(answer);
                                      answered.count_down();
                                    });
  answered.wait();
  EXPECT_EQ(other->outcome, Outcome::kReserved);
}

TEST_F(Outage, IsNotWhatAMissingLedgerIsCalled) {
  objects_.remove("research");
  const quota::Answer refused = answer_within(std::chrono::seconds{10});
  EXPECT_EQ(refused.outcome, Outcome::kUnable);
  EXPECT_EQ(refused.reason, "there is no quota ledger research yet; does tollgate-controller run?");
}

}  // namespace
}  // namespace tollgate::quota_store
