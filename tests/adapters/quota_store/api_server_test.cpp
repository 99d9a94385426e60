#include "adapters/quota_store/api_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "adapters/system/system_clock.h"
#include "tests/contract/quota_store_contract.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_ledger_objects.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::quota_store {
namespace {

using fakes::a_tree;
using fakes::answering;
using fakes::eventually;
using fakes::FakeApiServer;
using fakes::operator""_gpu;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

quota::Ledger tree(std::string root, model::GpuUnits gpus) { return a_tree().root(std::move(root), gpus).ledger(); }

class LedgerObjects : public testing::Test {
 protected:
  LedgerObjects() {
    objects_.put(tree("research", 8_gpu));
    kube_client::Config config;
    config.server = objects_.server().url();
    api_.emplace(config);
    kube_client::Watch::Settings settings;
    settings.backoff.first = milliseconds{1};
    store_.emplace(ApiServer::Needs{*api_, clock_, log_}, settings);
  }

  std::chrono::nanoseconds in(milliseconds span) { return clock_.monotonic() + span; }
  quota::Ledger live(const std::string& root = "research") { return store_->read_live(root, in(seconds{10})).value(); }
  std::string reserve_one() { return store_->replace(contract::with_one_more(live()), in(seconds{10})).value(); }

  // What replace() of a ledger with one more reservation comes to when the PUT is answered like this.
  Error put_meets(const FakeApiServer::Answer& fault, milliseconds patience = seconds{10}) {
    const quota::Ledger next = contract::with_one_more(live());
    objects_.server().script("PUT " + objects_.path() + "/research/status", {fault, objects_.answer()});
    const Result<std::string> stored = store_->replace(next, in(patience));
    return stored ? Error{ErrorCode::kInternal, "it was stored"} : stored.error();
  }

  // Whether the copy comes to that many reservations.
  bool comes_to(std::size_t reservations) {
    return eventually([&] {
      const auto copy = store_->cached("research");
      return copy != nullptr && copy->status.reservations.size() == reservations;
    });
  }
  bool vanishes(const std::string& root) {
    return eventually([&] { return store_->cached(root) == nullptr; });
  }

  system::SystemClock clock_;
  fakes::RecordingLog log_;
  fakes::FakeLedgerObjects objects_;
  std::optional<kube_client::Api> api_;
  std::optional<ApiServer> store_;
};

TEST_F(LedgerObjects, KeepTheContract) {
  contract::expect_quota_store(
      {.store = *store_, .root = "research", .missing = "nobody", .deadline = in(seconds{60}), .change_spec = [this] {
         objects_.put(tree("research", 16_gpu));
       }});
}

TEST_F(LedgerObjects, AreKnownOnceTheyWereListed) {
  ASSERT_TRUE(eventually([&] { return store_->synced(); }));
  ASSERT_NE(store_->cached("research"), nullptr);
  ASSERT_EQ(store_->all().size(), 1U);
  EXPECT_EQ(store_->all().front()->spec, tree("research", 8_gpu).spec);
}

TEST_F(LedgerObjects, ShowWhatOthersStore) {
  ASSERT_TRUE(comes_to(0));
  objects_.put_status("research", R"({"keys":["a|b|c|d|e|f"],"reservations":[{"u":"1","n":"ns/p","c":[{"k":0,"a":1}]}]})");
  EXPECT_TRUE(comes_to(1));
}

TEST_F(LedgerObjects, ShowWhatTheProcessItselfStoredBeforeTheWatchTells) {
  ASSERT_TRUE(comes_to(0));
  objects_.stall();
  const std::string version = reserve_one();
  EXPECT_EQ(store_->cached("research")->version, version);
  objects_.put(tree("research", 16_gpu));
  const std::string read = live().version;
  EXPECT_EQ(store_->cached("research")->version, read);
  EXPECT_EQ(store_->cached("research")->spec, tree("research", 16_gpu).spec);
}

TEST_F(LedgerObjects, NeverGoBackToWhatTheWatchTellsLate) {
  ASSERT_TRUE(comes_to(0));
  objects_.stall();
  reserve_one();
  reserve_one();
  objects_.release();
  objects_.put(tree("other", 4_gpu));  // told after the two
  ASSERT_TRUE(eventually([&] { return store_->cached("other") != nullptr; }));
  EXPECT_EQ(store_->cached("research")->status.reservations.size(), 2U);
}

TEST_F(LedgerObjects, VanishWhenTheyAreDeletedAndComeBackEmpty) {
  reserve_one();
  const quota::Ledger before = live();
  objects_.remove("research");
  ASSERT_TRUE(vanishes("research"));
  EXPECT_TRUE(store_->all().empty());
  EXPECT_EQ(store_->replace(before, in(seconds{10})).error().code, ErrorCode::kNotFound);

  objects_.put(tree("research", 8_gpu));
  ASSERT_TRUE(comes_to(0));
  EXPECT_FALSE(store_->cached("research")->status.initialized);
  EXPECT_EQ(store_->replace(before, in(seconds{10})).error().code, ErrorCode::kConflict);
}

TEST_F(LedgerObjects, VanishWhenTheyAreMissingInANewList) {
  objects_.put(tree("other", 4_gpu));
  ASSERT_TRUE(eventually([&] { return store_->cached("other") != nullptr; }));
  objects_.stall();
  objects_.remove("other");
  // The watch ends, and what comes next is too old to go on from.
  objects_.server().script("GET " + objects_.path() + "?watch",
                           {answering(410, R"({"kind":"Status","reason":"Expired","code":410})"), objects_.answer()});
  objects_.end_watches();
  EXPECT_TRUE(vanishes("other"));
  EXPECT_NE(store_->cached("research"), nullptr);
}

TEST_F(LedgerObjects, ThatAreNotThereSayWhoMakesThem) {
  const Error error = store_->read_live("nobody", in(seconds{10})).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(error.message, "there is no quota ledger nobody yet; does tollgate-controller run?");
}

TEST_F(LedgerObjects, TellEveryOutcomeOfAWriteApart) {
  const auto status = [](int code, const std::string& reason, FakeApiServer::Headers headers = {}) {
    return answering(code, R"({"kind":"Status","reason":")" + reason + R"(","message":"m","code":)" + std::to_string(code) + "}",
                     std::move(headers));
  };
  EXPECT_EQ(put_meets(status(409, "Conflict")).code, ErrorCode::kConflict);
  EXPECT_EQ(put_meets(status(404, "NotFound")).code, ErrorCode::kNotFound);
  EXPECT_EQ(put_meets(status(403, "Forbidden")).code, ErrorCode::kForbidden);
  EXPECT_EQ(put_meets(status(422, "Invalid")).code, ErrorCode::kInvalid);
  EXPECT_EQ(put_meets(status(400, "BadRequest")).code, ErrorCode::kInvalid);
  EXPECT_EQ(put_meets(status(500, "InternalError")).code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(put_meets(status(504, "Timeout")).code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(put_meets(status(429, "TooManyRequests", {{"Retry-After", "30"}})).code, ErrorCode::kUnavailable);
  EXPECT_EQ(put_meets([](const auto&, FakeApiServer::Peer& peer) { peer.drop(); }).code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(put_meets(answering(200, R"({"metadata":{"name":"research","resourceVersion":"9"}})")).code,
            ErrorCode::kOutcomeUnknown);
  EXPECT_TRUE(live().status.reservations.empty()) << "none of them was stored";
}

TEST_F(LedgerObjects, TellThatNobodyAnswers) {
  const quota::Ledger ledger = live();
  kube_client::Config nowhere;
  nowhere.server = "http://127.0.0.1:1";
  kube_client::Api api{nowhere};
  ApiServer store{{api, clock_, log_}};
  EXPECT_EQ(store.read_live("research", in(seconds{10})).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store.replace(ledger, in(seconds{10})).error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(store.synced());
}

TEST_F(LedgerObjects, HonourTheDeadline) {
  const auto never = [](const auto&, FakeApiServer::Peer& peer) { peer.hold(); };
  EXPECT_EQ(put_meets(never, milliseconds{500}).code, ErrorCode::kOutcomeUnknown);
  objects_.server().script("GET " + objects_.path() + "/research", {never});
  EXPECT_EQ(store_->read_live("research", in(milliseconds{500})).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store_->read_live("research", in(milliseconds{-1})).error().code, ErrorCode::kUnavailable);
}

TEST_F(LedgerObjects, ThatCannotBeReadAreLeftAlone) {
  ASSERT_TRUE(comes_to(0));
  const quota::Ledger before = live();
  objects_.put_status("research", R"({"epoch":-1})");
  ASSERT_TRUE(vanishes("research"));
  EXPECT_EQ(log_.count("quota ledger not understood root=research error=quota ledger research: status.epoch: negative"), 1U);
  const Error error = store_->read_live("research", in(seconds{10})).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr("status.epoch: negative"));
  EXPECT_EQ(store_->replace(before, in(seconds{10})).error().code, ErrorCode::kConflict);

  objects_.put_status("research", "{}");
  EXPECT_TRUE(comes_to(0));
}

TEST_F(LedgerObjects, OfANewerTollgateAreNeverStoredOverAndStopNobodyElse) {
  objects_.put(tree("other", 4_gpu));
  const quota::Ledger before = live();
  objects_.put_spec("research", R"({"format":2,"teams":[]})");
  const Error error = store_->read_live("research", in(seconds{10})).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr("written by a newer Tollgate"));
  EXPECT_EQ(store_->cached("research"), nullptr) << "what this process read itself it knows at once";
  EXPECT_EQ(store_->replace(before, in(seconds{10})).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(store_->replace(contract::with_one_more(live("other")), in(seconds{10})));
}

}  // namespace
}  // namespace tollgate::quota_store
