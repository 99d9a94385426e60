// Requests and answers, as a well-behaved client meets them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/adapters/https/running_server.h"

namespace tollgate::https::testing {
namespace {

using namespace std::chrono_literals;

TEST(Server, AnswersManyRequestsOnOneConnection) {
  RunningServer server;
  Client client{server.port()};
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.alpn(), "http/1.1");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.ask(post("/validate", "12345"))->body, "POST /validate 5");
  EXPECT_EQ(server->stats().accepted, 1U);
}

TEST(Server, ServesPlainHttpWithoutACertificate) {
  ServerOptions options = test_options();
  options.tls.reset();
  RunningServer server{options};
  Client client{server.port(), Client::Kind::kPlain};
  EXPECT_EQ(client.ask("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")->body, "GET /livez 0");
  EXPECT_EQ(client.ask(post("/validate", std::string(100'000, 'x')))->body, "POST /validate 100000");
  EXPECT_FALSE(server->stats().certificate_expires.has_value());
}

TEST(Server, HandsOverQueryHeadersTimeoutAndPeer) {
  RunningServer server{
      test_options(), FunctionHandler{[](const HttpRequest& request, Reply reply) {
        reply.send({.body = fmt::format("{} {} {} {} {}", request.path, request.query, request.timeout->count(),
                                        request.header("x-one").value_or("none"), request.peer.starts_with("127.0.0.1:"))});
      }}};
  Client client{server.port()};
  EXPECT_EQ(client.ask(post("/validate?a=1&timeout=5s", "", "X-One: two words \r\n"))->body,
            "/validate a=1&timeout=5s 5000 two words true");
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer server;
  Client client{server.port()};
  std::string all;
  for (int i = 0; i < 200; ++i) all += post(fmt::format("/{}", i), std::string(static_cast<std::size_t>(i), 'x'));
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.receive()->body, fmt::format("POST /{} {}", i, i));
}

TEST(Server, ReadsARequestThatArrivesByteByByte) {
  RunningServer server;
  Client client{server.port()};
  const std::string request =
      "POST /slow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;name=value\r\nd\r\n0\r\nTrailer: "
      "x\r\n\r\n";
  for (const char byte : request) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.receive()->body, "POST /slow 4");
  for (const char byte : std::string{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    ASSERT_TRUE(client.send({&byte, 1}));
  }
  EXPECT_EQ(client.receive()->body, "POST / 0");
}

TEST(Server, PutsTheChunksOfABodyTogether) {
  RunningServer server{test_options(), FunctionHandler{[](const HttpRequest& request, Reply reply) {
                         reply.send({.body = std::string{request.body}});
                       }}};
  Client client{server.port()};
  const std::string half(70'000, 'a');
  const std::string other(40'000, 'b');
  EXPECT_EQ(client
                .ask(fmt::format(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n{:X}\r\n{}\r\n0\r\n\r\n",
                    half.size(), half, other.size(), other))
                ->body,
            half + other);
}

TEST(Server, KeepsReadableBytesBehindEveryBody) {
  RunningServer server{test_options(), FunctionHandler{[](const HttpRequest& request, Reply reply) {
                         unsigned sum = 0;
                         for (std::size_t i = 0; i < kBodyPadding; ++i) {
                           sum += static_cast<unsigned char>(request.body.data()[request.body.size() + i]) * 0U;
                         }
                         reply.send({.body = std::to_string(sum)});
                       }}};
  Client client{server.port()};
  for (const std::size_t size : {0U, 1U, 15U, 4096U, 65536U, 200'000U}) {
    EXPECT_EQ(client.ask(post("/", std::string(size, 'x')))->body, "0");
  }
}

TEST(Server, SaysContinueToAClientThatWaitsForIt) {
  RunningServer server;
  Client client{server.port()};
  ASSERT_TRUE(client.send("POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.receive()->status, 100);
  EXPECT_EQ(client.ask("abc")->body, "POST /big 3");
}

TEST(Server, SendsNoBodyToHead) {
  RunningServer server;
  Client client{server.port()};
  ASSERT_TRUE(client.send("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  ASSERT_TRUE(client.closed_by_server());
  const auto head = client.receive();  // its Content-Length counts a body that is not there: the next answer follows at once
  EXPECT_EQ(head->head.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(head->body, "HTTP/1.1 200 ");
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
  RunningServer server;
  Client client{server.port()};
  EXPECT_TRUE(client.ask(post("/", "", "Connection: close\r\n"))->closes());
  EXPECT_TRUE(client.closed_by_server());
  Client old{server.port()};
  EXPECT_TRUE(old.ask("GET / HTTP/1.0\r\n\r\n")->closes());
  EXPECT_TRUE(old.closed_by_server());
}

TEST(Server, AnswersAClientThatHasHalfClosed) {
  RunningServer server;
  Client client{server.port()};
  ASSERT_TRUE(client.send(post("/", "abc")));
  client.half_close();
  EXPECT_EQ(client.receive()->body, "POST / 3");
  EXPECT_TRUE(client.closed_by_server());
}

TEST(Server, TakesAnAnswerFromAnotherThread) {
  std::vector<std::jthread> workers;
  RunningServer server{test_options(), FunctionHandler{[&](const HttpRequest& request, Reply reply) {
                         // The request outlives the call, until the reply is sent.
                         workers.emplace_back([&request, reply = std::move(reply)]() mutable {
                           reply.send({.body = fmt::format("later {}", request.body)});
                         });
                       }}};
  Client client{server.port()};
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.ask(post("/", std::to_string(i)))->body, fmt::format("later {}", i));
  workers.clear();
}

TEST(Server, AnswersFiveHundredForAReplyThatWasDroppedOrAHandlerThatThrew) {
  RunningServer server{test_options(), FunctionHandler{[](const HttpRequest& request, Reply) {
                         if (request.path == "/throw") throw std::runtime_error{"oops"};
                       }}};
  Client client{server.port()};
  EXPECT_EQ(client.ask(post("/drop", ""))->status, 500);
  EXPECT_EQ(client.ask(post("/throw", ""))->status, 500);
  EXPECT_EQ(client.ask(post("/drop", ""))->status, 500);
  EXPECT_EQ(server.log().count("handler threw reason=oops"), 1U);
}

// Hands requests out to the test, which answers when it likes.
struct Held {
  std::promise<std::pair<const HttpRequest*, Reply>> promise;
  FunctionHandler handler() {
    return FunctionHandler{[this](const HttpRequest& request, Reply reply) { promise.set_value({&request, std::move(reply)}); }};
  }
};

TEST(Reply, MayComeAfterTheClientHasGone) {
  Held held;
  RunningServer server{test_options(), held.handler()};
  auto client = std::make_unique<Client>(server.port());
  ASSERT_TRUE(client->send(post("/", "still here")));
  auto [request, reply] = held.promise.get_future().get();
  client.reset();
  EXPECT_EQ(request->body, "still here");
  reply.send({.body = "too late"});
  EXPECT_TRUE(eventually([&] { return server->stats().connections == 0; }));
  EXPECT_EQ(server->stats().buffered_bytes, 0U);
}

TEST(Reply, MayComeAfterTheServerHasGone) {
  Held held;
  RunningServer server{test_options(), held.handler()};
  Client client{server.port()};
  ASSERT_TRUE(client.send(post("/", "still here")));
  auto [request, reply] = held.promise.get_future().get();
  server.destroy();
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_EQ(request->body, "still here");
  reply.send({.body = "too late"});
}

}  // namespace
}  // namespace tollgate::https::testing
