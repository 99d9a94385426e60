#include "adapters/kube_client/lease/lease_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "adapters/json/parser.h"
#include "adapters/kube_client/nap.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using fakes::eventually;
using fakes::FakeApiServer;

// One Lease, swapped only against its version.
class LeaseServer {
 public:
  LeaseServer() {
    server.script("", {[this](const FakeApiServer::Request& request, FakeApiServer::Peer& peer) { answer(request, peer); }});
  }

  void put(const LeaseRecord& record) {
    const std::lock_guard lock{mutex_};
    lease_ = Lease{.record = record, .resource_version = std::to_string(++version_)};
    exists_ = true;
  }
  [[nodiscard]] LeaseRecord record() const {
    const std::lock_guard lock{mutex_};
    return lease_.record;
  }
  [[nodiscard]] bool comes_to_be_held_by(const std::string& holder) const {
    return eventually([&] { return record().holder == holder; });
  }

  std::atomic<bool> fails = false;

 private:
  void answer(const FakeApiServer::Request& request, FakeApiServer::Peer& peer) {
    if (fails) return peer.answer(500, "down");
    const std::lock_guard lock{mutex_};
    if (request.method == "GET" && !exists_) return peer.answer(404, R"({"kind":"Status","reason":"NotFound","code":404})");
    if (request.method != "GET" && !swap(request)) return peer.answer(409, R"({"kind":"Status","reason":"Conflict","code":409})");
    peer.answer(200, encode_lease(lease_, "tollgate-system", "tollgate-controller"));
  }

  bool swap(const FakeApiServer::Request& request) {
    const bool creates = request.method == "POST";
    if (creates == exists_) return false;
    json::Parser parser;
    const json::Value sent = *parser.parse_copy(request.body);
    if (!creates && sent["metadata"]["resourceVersion"].text() != lease_.resource_version) return false;
    const json::Value spec = sent["spec"];
    lease_.record = {.holder = std::string{spec["holderIdentity"].text()},
                     .duration_seconds = *spec["leaseDurationSeconds"].integer(),
                     .acquire_time = std::string{spec["acquireTime"].text()},
                     .renew_time = std::string{spec["renewTime"].text()},
                     .transitions = *spec["leaseTransitions"].integer()};
    lease_.resource_version = std::to_string(++version_);
    exists_ = true;
    return true;
  }

  mutable std::mutex mutex_;
  Lease lease_;
  bool exists_ = false;
  int version_ = 0;

 public:
  FakeApiServer server;  // ends before what its answers are made of
};

LeaseRecord held_by(std::string holder, std::string renewed = "t0") {
  return {.holder = std::move(holder),
          .duration_seconds = 15,
          .acquire_time = "t",
          .renew_time = std::move(renewed),
          .transitions = 3};
}

// A replica that campaigns from its construction on.
class Replica {
 public:
  explicit Replica(LeaseServer& leases, std::string identity = "me")
      : api_{config_for(leases.server)}, lock_{api_, clock, log, settings(std::move(identity))} {
    thread_ = std::jthread{[this](const std::stop_token& stop) {
      lock_.lead(stop, [this](const std::stop_token& term) {
        ++terms;
        working = true;
        nap(std::chrono::hours{1}, term);
        working = false;
      });
    }};
  }

  [[nodiscard]] bool is_leading() const { return lock_.is_leading(); }
  void end() {
    thread_.request_stop();
    thread_.join();
  }

  fakes::FakeClock clock;
  fakes::RecordingLog log;
  std::atomic<int> terms = 0;
  std::atomic<bool> working = false;

 private:
  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }
  static LeaseLock::Settings settings(std::string identity) {
    LeaseLock::Settings settings;
    settings.identity = std::move(identity);
    settings.retry_period = std::chrono::milliseconds{1};
    return settings;
  }

  Api api_;
  LeaseLock lock_;
  std::jthread thread_;
};

TEST(LeaseLock, LeadsAtOnceWhenThereIsNoLease) {
  LeaseServer leases;
  Replica me{leases};
  ASSERT_TRUE(eventually([&] { return me.working.load(); }));
  EXPECT_TRUE(me.is_leading());
  EXPECT_EQ(leases.record(), (LeaseRecord{.holder = "me",
                                          .duration_seconds = 15,
                                          .acquire_time = "1970-01-01T00:00:00.000000Z",
                                          .renew_time = "1970-01-01T00:00:00.000000Z",
                                          .transitions = 0}));
}

TEST(LeaseLock, RenewsAndKeepsItsAcquireTime) {
  LeaseServer leases;
  Replica me{leases};
  ASSERT_TRUE(eventually([&] { return me.working.load(); }));
  me.clock.advance(std::chrono::seconds{3});
  ASSERT_TRUE(eventually([&] { return leases.record().renew_time == "1970-01-01T00:00:03.000000Z"; }));
  EXPECT_EQ(leases.record().acquire_time, "1970-01-01T00:00:00.000000Z");
}

TEST(LeaseLock, TakesOverOnlyWhatWasNotRenewedForItsDuration) {
  LeaseServer leases;
  leases.put(held_by("other"));
  Replica me{leases};
  ASSERT_TRUE(leases.server.saw("GET", 3));
  me.clock.advance(std::chrono::milliseconds{14'900});
  leases.put(held_by("other", "t1"));  // a renewal: the time begins again
  const std::size_t seen = leases.server.requests("GET").size();
  ASSERT_TRUE(leases.server.saw("GET", seen + 3));
  me.clock.advance(std::chrono::milliseconds{14'900});
  ASSERT_TRUE(leases.server.saw("GET", seen + 6));
  EXPECT_EQ(leases.record().holder, "other");
  EXPECT_FALSE(me.is_leading());

  me.clock.advance(std::chrono::milliseconds{200});
  ASSERT_TRUE(leases.comes_to_be_held_by("me"));
  EXPECT_EQ(leases.record().transitions, 4);
}

TEST(LeaseLock, TakesAtOnceWhatWasGivenUp) {
  LeaseServer leases;
  leases.put(held_by(""));
  Replica me{leases};
  EXPECT_TRUE(leases.comes_to_be_held_by("me"));
}

TEST(LeaseLock, StopsTheWorkWhenAnotherHoldsTheLease) {
  LeaseServer leases;
  Replica me{leases};
  ASSERT_TRUE(eventually([&] { return me.working.load(); }));
  leases.put(held_by("other"));
  ASSERT_TRUE(eventually([&] { return !me.working; }));
  EXPECT_TRUE(eventually([&] { return !me.is_leading(); }));
  EXPECT_EQ(leases.record().holder, "other");
}

TEST(LeaseLock, StopsTheWorkWhenRenewalsFailForTooLong) {
  LeaseServer leases;
  Replica me{leases};
  ASSERT_TRUE(eventually([&] { return me.working.load(); }));
  leases.fails = true;
  const std::size_t seen = leases.server.requests().size();
  ASSERT_TRUE(leases.server.saw("", seen + 10));
  EXPECT_TRUE(me.working);
  me.clock.advance(std::chrono::seconds{10});
  EXPECT_FALSE(me.is_leading());
  EXPECT_TRUE(eventually([&] { return !me.working; }));

  leases.fails = false;
  EXPECT_TRUE(eventually([&] { return me.terms == 2; }));
}

TEST(LeaseLock, GivesTheLeaseUpAtTheEnd) {
  LeaseServer leases;
  Replica me{leases};
  ASSERT_TRUE(eventually([&] { return me.working.load(); }));
  me.end();
  EXPECT_FALSE(me.working);
  EXPECT_FALSE(me.is_leading());
  EXPECT_EQ(leases.record().holder, "");
  EXPECT_EQ(leases.record().duration_seconds, 1);
}

TEST(LeaseLock, OnlyOneOfTwoLeads) {
  LeaseServer leases;
  Replica one{leases};
  ASSERT_TRUE(eventually([&] { return one.working.load(); }));
  Replica two{leases, "other"};
  ASSERT_TRUE(leases.server.saw("GET", 3));
  EXPECT_FALSE(two.working);
}

TEST(LeaseLock, SaysOnceThatTheLeaseCannotBeReached) {
  LeaseServer leases;
  leases.fails = true;
  Replica me{leases};
  ASSERT_TRUE(leases.server.saw("GET", 5));
  EXPECT_EQ(me.log.count("cannot be reached"), 1U);
}

TEST(LeaseIdentity, DiffersForEachStart) { EXPECT_NE(LeaseLock::new_identity(), LeaseLock::new_identity()); }

}  // namespace
}  // namespace tollgate::kube_client
