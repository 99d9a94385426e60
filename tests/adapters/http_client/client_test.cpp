#include "adapters/http_client/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/fakes/fake_api_server.h"

namespace tollgate::http_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;
using std::chrono::milliseconds;

class HttpClient : public testing::Test {
 protected:
  Request request(Method method, std::string path, std::string body = {}) {
    Request made;
    made.method = method;
    made.url = server_.url() + path;
    made.body = std::move(body);
    return made;
  }

  FakeApiServer server_;
  Client client_;
};

void drop_at_once(const FakeApiServer::Request&, FakeApiServer::Peer& peer) { peer.drop(); }
void never_answer(const FakeApiServer::Request&, FakeApiServer::Peer& peer) { peer.hold(); }
void cut_mid_body(const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
  peer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
  peer.drop();
}

TEST_F(HttpClient, SendsAndReceivesEverythingOfAnExchange) {
  server_.script("PUT /thing", {answering(201, "made", {{"X-Answer", "yes"}})});
  Request put = request(Method::kPut, "/thing?a=1", "the body");
  put.headers = {{"Content-Type", "text/plain"}, {"Authorization", "Bearer t"}};

  const Result<Response> response = client_.send(put);

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "made");
  EXPECT_EQ(response->header("x-answer"), "yes");
  const FakeApiServer::Request seen = server_.requests().at(0);
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.target, "/thing?a=1");
  EXPECT_EQ(seen.body, "the body");
  EXPECT_EQ(seen.header("Authorization"), "Bearer t");
  EXPECT_EQ(seen.header("Content-Type"), "text/plain");
}

TEST_F(HttpClient, SendsEveryMethodWithAndWithoutABody) {
  server_.script("", {answering(200, "ok")});
  for (const Method method : {Method::kGet, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    const Result<Response> response = client_.send(request(method, "/"));
    ASSERT_TRUE(response) << name_of(method) << ": " << response.error().message;
    EXPECT_EQ(server_.requests().back().method, name_of(method));
    EXPECT_EQ(server_.requests().back().body, "");
  }
  ASSERT_TRUE(client_.send(request(Method::kDelete, "/", "{}")));
  EXPECT_EQ(server_.requests().back().body, "{}");
}

TEST_F(HttpClient, SendsALargeBodyWhole) {
  server_.script("POST /", {answering(200, "")});
  const std::string body(3 << 20, 'x');
  ASSERT_TRUE(client_.send(request(Method::kPost, "/", body)));
  EXPECT_EQ(server_.requests().back().body, body);
  EXPECT_EQ(server_.requests().back().header("Expect"), "");
}

TEST_F(HttpClient, RefusalsAreAnswersNotErrors) {
  server_.script("GET /", {answering(503, "busy", {{"Retry-After", "2"}})});
  const Result<Response> response = client_.send(request(Method::kGet, "/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->body, "busy");
  EXPECT_EQ(response->retry_after(), std::chrono::seconds{2});
}

TEST_F(HttpClient, ReusesItsConnection) {
  server_.script("", {answering(200, "ok")});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client_.send(request(Method::kPost, "/", "{}")));
  for (const FakeApiServer::Request& seen : server_.requests()) EXPECT_EQ(seen.connection, 1);
}

TEST_F(HttpClient, NothingListeningIsSurelyNotDone) {
  Request post = request(Method::kPost, "/", "{}");
  post.url = "http://127.0.0.1:1/";
  const Result<Response> response = client_.send(post);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(response.error().message.starts_with("POST http://127.0.0.1:1/: ")) << response.error().message;
}

TEST_F(HttpClient, ALostAnswerToAReadIsUnavailable) {
  server_.script("GET /dropped", {drop_at_once});
  server_.script("GET /cut", {cut_mid_body});
  EXPECT_EQ(client_.send(request(Method::kGet, "/dropped")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(client_.send(request(Method::kGet, "/cut")).error().code, ErrorCode::kUnavailable);
}

TEST_F(HttpClient, ALostAnswerToAWriteIsOfUnknownOutcome) {
  server_.script("PUT /dropped", {drop_at_once});
  server_.script("PUT /cut", {cut_mid_body});
  server_.script("PUT /late", {never_answer});
  EXPECT_EQ(client_.send(request(Method::kPut, "/dropped", "{}")).error().code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(client_.send(request(Method::kPut, "/cut", "{}")).error().code, ErrorCode::kOutcomeUnknown);
  Request late = request(Method::kPut, "/late", "{}");
  late.timeout = milliseconds{50};
  EXPECT_EQ(client_.send(late).error().code, ErrorCode::kOutcomeUnknown);
}

class WritesOnADyingConnection : public HttpClient, public testing::WithParamInterface<Method> {};

TEST_P(WritesOnADyingConnection, AreNeverSentTwice) {
  for (const std::string body : {"{\"a\":1}", ""}) {
    const std::size_t before = server_.requests("").size();
    server_.script("", {answering(200, "warm"), drop_at_once, answering(200, "second time")});
    ASSERT_TRUE(client_.send(request(Method::kGet, "/")));

    const Result<Response> response = client_.send(request(GetParam(), "/", body));

    ASSERT_FALSE(response) << response->body;
    EXPECT_EQ(response.error().code, ErrorCode::kOutcomeUnknown);
    EXPECT_EQ(server_.requests().size() - before, 2U);
  }
}

INSTANTIATE_TEST_SUITE_P(, WritesOnADyingConnection,
                         testing::Values(Method::kPost, Method::kPut, Method::kPatch, Method::kDelete));

TEST_F(HttpClient, KeepsItsDeadline) {
  server_.script("GET /", {never_answer});
  Request get = request(Method::kGet, "/");
  get.timeout = milliseconds{50};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(client_.send(get).error().code, ErrorCode::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
}

TEST_F(HttpClient, SendsNothingWhenNoTimeIsLeft) {
  Request put = request(Method::kPut, "/", "{}");
  put.timeout = milliseconds{0};
  EXPECT_EQ(client_.send(put).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(HttpClient, RefusesAnAnswerOverItsLimit) {
  server_.script("", {answering(200, std::string(1000, 'x'))});
  Request get = request(Method::kGet, "/");
  get.max_answer = 1000;
  EXPECT_TRUE(client_.send(get));
  get.max_answer = 999;
  EXPECT_EQ(client_.send(get).error().code, ErrorCode::kInvalid);
  Request put = request(Method::kPut, "/", "{}");
  put.max_answer = 10;
  EXPECT_EQ(client_.send(put).error().code, ErrorCode::kOutcomeUnknown);
}

TEST_F(HttpClient, ReturnsAtOnceWhenStopped) {
  server_.script("GET /", {never_answer});
  std::stop_source stop;
  auto response = std::async(std::launch::async, [&] { return client_.send(request(Method::kGet, "/"), stop.get_token()); });
  ASSERT_TRUE(server_.saw("GET /", 1));
  stop.request_stop();
  const Result<Response> result = response.get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(result.error().message.ends_with("stopped"));
}

TEST_F(HttpClient, DoesNotSendWhatCannotBeSent) {
  Request split = request(Method::kGet, "/");
  split.headers = {{"Authorization", "Bearer a\r\nX-Injected: yes"}};
  EXPECT_EQ(client_.send(split).error().code, ErrorCode::kInvalid);
  Request file = request(Method::kGet, "/");
  file.url = "file:///etc/passwd";
  EXPECT_EQ(client_.send(file).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(HttpClient, DoesNotFollowRedirects) {
  server_.script("GET /", {answering(302, "", {{"Location", server_.url() + "/elsewhere"}})});
  EXPECT_EQ(client_.send(request(Method::kGet, "/"))->status, 302);
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(HttpClient, ServesManyThreadsAtOnce) {
  server_.script("", {answering(200, "ok")});
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) good += client_.send(request(Method::kPost, "/", "{}")).ok() ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(good, 160);
}

}  // namespace
}  // namespace tollgate::http_client
