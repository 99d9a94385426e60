#include "adapters/kube_client/watch/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::eventually;
using fakes::FakeApiServer;
using testing::ElementsAre;
using testing::HasSubstr;

std::string object(const std::string& name, const std::string& version) {
  return R"({"metadata":{"name":")" + name + R"(","resourceVersion":")" + version + R"("}})";
}

std::string event(const std::string& type, const std::string& name, const std::string& version) {
  return R"({"type":")" + type + R"(","object":)" + object(name, version) + "}\n";
}

FakeApiServer::Answer listing(const std::string& version, const std::string& items = {}) {
  return answering(200, R"({"metadata":{"resourceVersion":")" + version + R"("},"items":[)" + items + "]}");
}

// A watch that brings these bytes in these pieces, then stays open.
FakeApiServer::Answer watching(std::vector<std::string> pieces) {
  return [pieces = std::move(pieces)](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.begin(200);
    for (const std::string& piece : pieces) peer.chunk(piece);
    peer.hold();
  };
}

FakeApiServer::Answer watching_until_end(std::string bytes) {
  return [bytes = std::move(bytes)](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.begin(200);
    if (!bytes.empty()) peer.chunk(bytes);
    peer.end();
  };
}

FakeApiServer::Answer watching_until_cut(std::string bytes) {
  return [bytes = std::move(bytes)](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.begin(200);
    if (!bytes.empty()) peer.chunk(bytes);
    peer.drop();
  };
}

class Told final : public WatchHandler {
 public:
  void list_begins() override { add("begin"); }
  void list_ends() override { add("end"); }
  void put(const Object& object) override { add("put " + object.stored.name + "@" + object.stored.resource_version); }
  void removed(const Object& object) override { add("removed " + object.stored.name); }

  [[nodiscard]] std::vector<std::string> all() const {
    const std::lock_guard lock{mutex_};
    return lines_;
  }
  [[nodiscard]] bool comes(const std::string& line) const {
    return eventually([&] { return std::ranges::count(all(), line) > 0; });
  }

 private:
  void add(std::string line) {
    const std::lock_guard lock{mutex_};
    lines_.push_back(std::move(line));
  }

  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

constexpr const char* kList = "GET /things?limit";
constexpr const char* kWatch = "GET /things?watch";

class KubeWatch : public testing::Test {
 protected:
  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }

  static Watch::Settings quick() {
    Watch::Settings settings;
    settings.backoff = {
        .first = std::chrono::milliseconds{1}, .last = std::chrono::milliseconds{2}, .health = std::chrono::hours{1}};
    return settings;
  }

  std::string watched_from(std::size_t nth) {
    const std::string target = server_.requests(kWatch).at(nth).target;
    const auto begin = target.find("resourceVersion=") + std::string_view{"resourceVersion="}.size();
    return target.substr(begin, target.find('&', begin) - begin);
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
  fakes::RecordingLog log_;
  Told told_;
};

TEST_F(KubeWatch, ListsThenWatchesFromThere) {
  server_.script(kList, {listing("10", object("a", "3"))});
  server_.script(kWatch, {watching({event("ADDED", "b", "11"), event("MODIFIED", "a", "12"), event("DELETED", "b", "13")})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(told_.comes("removed b"));
  EXPECT_TRUE(watch.synced());
  EXPECT_THAT(told_.all(), ElementsAre("begin", "put a@3", "end", "put b@11", "put a@12", "removed b"));
  EXPECT_THAT(server_.requests(kWatch)[0].target,
              HasSubstr("watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds="));
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(KubeWatch, FindsEventsWhereverTheBytesWereCut) {
  server_.script(kList, {listing("10")});
  std::vector<std::string> bytes;
  for (const char c : event("ADDED", "a}{", "11") + event("ADDED", "last", "12")) bytes.emplace_back(1, c);
  server_.script(kWatch, {watching(bytes)});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(told_.comes("put last@12"));
  EXPECT_THAT(told_.all(), ElementsAre("begin", "end", "put a}{@11", "put last@12"));
}

TEST_F(KubeWatch, GoesOnFromTheLastEventWithoutListingAgain) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch,
                 {watching_until_end(event("ADDED", "a", "11")), watching_until_cut(event("ADDED", "b", "12")), watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(server_.saw(kWatch, 3));
  EXPECT_EQ(watched_from(0), "10");
  EXPECT_EQ(watched_from(1), "11");
  EXPECT_EQ(watched_from(2), "12");
  EXPECT_EQ(server_.requests(kList).size(), 1U);
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(KubeWatch, BookmarksMoveOnlyTheVersion) {
  server_.script(kList, {listing("10")});
  server_.script(
      kWatch,
      {watching_until_end(R"({"type":"BOOKMARK","object":{"kind":"Thing","metadata":{"resourceVersion":"99"}}})"), watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(server_.saw(kWatch, 2));
  EXPECT_EQ(watched_from(1), "99");
  EXPECT_THAT(told_.all(), ElementsAre("begin", "end"));
}

TEST_F(KubeWatch, ListsAgainWhenItsVersionIsGone) {
  const std::string status = R"({"kind":"Status","code":410,"reason":"Expired","message":"too old"})";
  server_.script(kList, {listing("10"), listing("20"), listing("30", object("a", "25"))});
  server_.script(kWatch,
                 {watching_until_end(R"({"type":"ERROR","object":)" + status + "}"), answering(410, status), watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(server_.saw(kWatch, 3));
  EXPECT_EQ(watched_from(1), "20");
  EXPECT_EQ(watched_from(2), "30");
  EXPECT_THAT(told_.all(), ElementsAre("begin", "end", "begin", "end", "begin", "put a@25", "end"));
}

TEST_F(KubeWatch, OtherErrorEventsKeepTheVersion) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch, {watching_until_end(event("ADDED", "a", "11") +
                                             R"({"type":"ERROR","object":{"kind":"Status","code":500,"message":"oh"}})"),
                          watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(server_.saw(kWatch, 2));
  EXPECT_EQ(watched_from(1), "11");
  EXPECT_EQ(server_.requests(kList).size(), 1U);
  EXPECT_EQ(log_.count("watch in trouble"), 1U);
}

TEST_F(KubeWatch, SaysOnceThatTheServerIsAwayAndOnceThatItIsBack) {
  server_.script(kList, {answering(500, "oh"), answering(403, "no"), answering(500, "oh"), listing("10")});
  server_.script(kWatch, {answering(429, "busy"), answering(500, "oh"), watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(eventually([&] { return log_.count("watch well again") == 2; }));
  EXPECT_EQ(log_.count("watch in trouble"), 2U);
  EXPECT_EQ(watched_from(2), "10");
  EXPECT_EQ(log_.lines().size(), 4U);
  EXPECT_EQ(log_.lines()[0], "watch in trouble collection=/things error=GET /things?limit=500: 500: oh");
}

TEST_F(KubeWatch, OnesThatEndAtOnceAreTroubleSaidOnce) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch,
                 {watching_until_end(""), watching_until_cut(""), watching_until_end(""), watching({event("ADDED", "a", "11")})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(told_.comes("put a@11"));
  ASSERT_TRUE(eventually([&] { return log_.count("watch well again") == 1; }));
  EXPECT_EQ(log_.count("watch in trouble"), 1U);
}

TEST_F(KubeWatch, ASilentConnectionIsGivenUp) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch, {watching({event("ADDED", "a", "11")}), watching({event("ADDED", "b", "12")})});
  Watch::Settings settings = quick();
  settings.idle_timeout = std::chrono::milliseconds{50};
  const Watch watch{api_, "/things", told_, log_, settings};
  ASSERT_TRUE(told_.comes("put b@12"));
  EXPECT_EQ(watched_from(1), "11");
}

TEST_F(KubeWatch, AnExpiredPageBeginsTheListAgain) {
  server_.script(kList,
                 {answering(200, R"({"metadata":{"resourceVersion":"9","continue":"x"},"items":[)" + object("old", "1") + "]}"),
                  answering(410, R"({"kind":"Status","code":410,"reason":"Expired","message":"continue"})"), listing("10")});
  server_.script(kWatch, {watching({})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(server_.saw(kWatch, 1));
  EXPECT_THAT(told_.all(), ElementsAre("begin", "put old@1", "begin", "end"));
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(KubeWatch, GarbageIsTroubleAndLosesNothing) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch, {watching_until_end(event("ADDED", "a", "11") + "<html>"), watching({event("ADDED", "b", "12")})});
  const Watch watch{api_, "/things", told_, log_, quick()};
  ASSERT_TRUE(told_.comes("put b@12"));
  EXPECT_EQ(watched_from(1), "11");
  EXPECT_EQ(log_.count("watch in trouble"), 1U);
}

TEST_F(KubeWatch, EndsAtOnceWhileTheServerIsSilent) {
  server_.script(kList, {listing("10")});
  server_.script(kWatch, {watching({})});
  const auto before = std::chrono::steady_clock::now();
  {
    const Watch watch{api_, "/things", told_, log_, quick()};
    ASSERT_TRUE(server_.saw(kWatch, 1));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
}

}  // namespace
}  // namespace tollgate::kube_client
