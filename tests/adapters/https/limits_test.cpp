// What a client cannot make the listener do: wait, grow, or take two for one.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/adapters/https/running_server.h"

namespace tollgate::https::testing {
namespace {

using namespace std::chrono_literals;

struct FramingCase {
  const char* name;
  std::string request;
  int status;
};

std::string chunked(std::string_view chunks) {
  return fmt::format("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{}", chunks);
}

// A full request line with that header, and nothing behind it.
std::string with(std::string_view headers, std::string_view line = "POST / HTTP/1.1") {
  return fmt::format("{}\r\nHost: x\r\n{}\r\n\r\n", line, headers);
}

class Framing : public ::testing::TestWithParam<FramingCase> {};

TEST_P(Framing, IsAnsweredAndTheServerGoesOn) {
  RunningServer server;
  Client client{server.port()};
  const auto response = client.ask(GetParam().request);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, GetParam().status) << response->body;
  if (GetParam().status != 200) {
    EXPECT_TRUE(response->closes());
    EXPECT_TRUE(client.closed_by_server());
    const auto status = nlohmann::json::parse(response->body);
    EXPECT_EQ(status["kind"], "Status");
    EXPECT_EQ(status["apiVersion"], "v1");
    EXPECT_EQ(status["code"], GetParam().status);
  }
  EXPECT_EQ(Client{server.port()}.ask(post("/", "abc"))->body, "POST / 3");
}

INSTANTIATE_TEST_SUITE_P(Server, Framing,
                         ::testing::ValuesIn(std::vector<FramingCase>{
                             {"NegativeChunkSize", chunked("-2\r\nab\r\n0\r\n\r\n"), 400},
                             {"ChunkSizeThatOverflows", chunked("10000000000000000\r\nab\r\n0\r\n\r\n"), 400},
                             {"ChunkSizeOverTheLimit", chunked("fffffff\r\nab\r\n0\r\n\r\n"), 413},
                             {"ChunkSizeThatIsNoNumber", chunked("xyz\r\nab\r\n0\r\n\r\n"), 400},
                             {"ChunkLongerThanItsSize", chunked("1\r\nab\r\n0\r\n\r\n"), 400},
                             {"ChunkExtension", chunked("2;a=b\r\nab\r\n0\r\n\r\n"), 200},
                             {"ChunkExtensionWithoutEnd", chunked("2;a=" + std::string(20'000, 'x')), 400},
                             {"Trailer", chunked("2\r\nab\r\n0\r\nX: y\r\n\r\n"), 200},
                             {"TrailerThatReframes", chunked("2\r\nab\r\n0\r\nContent-Length: 9\r\n\r\n"), 400},
                             {"TwoContentLengths", with("Content-Length: 3\r\nContent-Length: 4"), 400},
                             {"TheSameContentLengthTwice", with("Content-Length: 3\r\nContent-Length: 3"), 400},
                             {"ContentLengthList", with("Content-Length: 3, 3"), 400},
                             {"NegativeContentLength", with("Content-Length: -1"), 400},
                             {"ContentLengthThatOverflows", with("Content-Length: 99999999999999999999"), 400},
                             {"ContentLengthWithSign", with("Content-Length: +3"), 400},
                             {"ContentLengthAndChunked", with("Content-Length: 3\r\nTransfer-Encoding: chunked"), 400},
                             {"ChunkedAndContentLength", with("Transfer-Encoding: chunked\r\nContent-Length: 3"), 400},
                             {"ChunkedTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
                             {"OtherTransferEncoding", with("Transfer-Encoding: gzip"), 400},
                             {"ChunkedUnderAnotherEncoding", with("Transfer-Encoding: gzip, chunked"), 400},
                             {"ChunkedNotLast", with("Transfer-Encoding: chunked, gzip"), 400},
                             {"ChunkedInHttp10", with("Transfer-Encoding: chunked", "POST / HTTP/1.0"), 400},
                             {"HttpNineDotNine", with("A: b", "POST / HTTP/9.9"), 400},
                             {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
                             {"BadTarget", with("A: b", "POST /\x01 HTTP/1.1"), 400},
                             {"TargetThatIsNoPath", with("A: b", "POST http://x/ HTTP/1.1"), 400},
                             {"NoTarget", with("A: b", "POST HTTP/1.1"), 400},
                             {"BareLineFeeds", "POST / HTTP/1.1\nHost: x\n\n", 400},
                             {"SpaceBeforeColon", with("Content-Length : 3"), 400},
                             {"NulInAValue", with(std::string{"A: b\0c", 6}), 400},
                             {"NoHost", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400},
                             {"TwoHosts", with("Host: y"), 400},
                             {"UnknownExpectation", with("Expect: miracles"), 417},
                             {"Garbage", std::string(200, '\xAA'), 400},
                             {"LongTarget", "GET /" + std::string(20'000, 'x'), 414},
                             {"LongHeader", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'x'), 431},
                             {"BodyOverTheLimit", with("Content-Length: 7340033"), 413},
                         }),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST(Limits, HoldForManySmallHeadersToo) {
  RunningServer server;
  Client client{server.port()};
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n"));
  for (int i = 0; i < 4096; ++i) {
    if (!client.send(fmt::format("X-{}: y\r\n", i))) break;
  }
  EXPECT_EQ(client.receive()->status, 431);
}

TEST(Limits, HoldForABodyOfManyChunks) {
  ServerOptions options = test_options();
  options.max_body_bytes = 10'000;
  RunningServer server{options};
  Client client{server.port()};
  std::string chunks = chunked("");
  for (int i = 0; i < 200; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(client.ask(chunks)->status, 413);
}

TEST(Limits, LetABodyOfExactlyTheLimitPass) {
  ServerOptions options = test_options();
  options.max_body_bytes = 1'000'000;
  RunningServer server{options};
  Client client{server.port()};
  EXPECT_EQ(client.ask(post("/", std::string(1'000'000, 'x')))->body, "POST / 1000000");
  EXPECT_EQ(client.ask(post("/", std::string(1'000'001, 'x')))->status, 413);
}

TEST(Limits, RefuseBeforeTheBodyIsSent) {
  RunningServer server;
  Client client{server.port()};
  EXPECT_EQ(client.ask(with("Content-Length: 1000000000\r\nExpect: 100-continue"))->status, 413);
}

// The client is still sending when it is refused, and reads the answer only then.
TEST(Limits, RefuseALargeBodyAndTheClientLearnsWhy) {
  for (const auto kind : {Client::Kind::kTls, Client::Kind::kPlain}) {
    ServerOptions options = test_options();
    if (kind == Client::Kind::kPlain) options.tls.reset();
    RunningServer server{options};
    Client client{server.port(), kind};
    ASSERT_TRUE(client.send(post("/", std::string(8'000'000, 'x'))));
    EXPECT_EQ(client.receive()->status, 413);
  }
}

TEST(Limits, BoundTheBytesOfAllBodiesTogether) {
  ServerOptions options = test_options();
  options.max_buffered_bytes = 100'000;
  RunningServer server{options};
  Client first{server.port()};
  ASSERT_TRUE(first.send(with("Content-Length: 90000") + std::string(80'000, 'x')));
  ASSERT_TRUE(eventually([&] { return server->stats().buffered_bytes == 80'000; }));
  Client second{server.port()};
  EXPECT_EQ(second.ask(post("/", std::string(30'000, 'x')))->status, 503);
  EXPECT_EQ(second.receive(), std::nullopt);
  EXPECT_EQ(first.ask(std::string(10'000, 'x'))->body, "POST / 90000");
  EXPECT_TRUE(eventually([&] { return server->stats().buffered_bytes == 0; }));
  EXPECT_EQ(Client{server.port()}.ask(post("/", std::string(90'000, 'x')))->status, 200);
}

ServerOptions impatient() {
  ServerOptions options = test_options();
  options.header_timeout = options.body_timeout = options.write_timeout = 100ms;
  options.linger_timeout = 100ms;
  options.allow_short_idle = true;
  return options;
}

TEST(Timeouts, EndAHandshakeThatDoesNotComeAbout) {
  ServerOptions options = impatient();
  options.handshake_timeout = 100ms;
  RunningServer server{options};
  Client silent{server.port(), Client::Kind::kPlain};
  EXPECT_TRUE(silent.closed_by_server());
  EXPECT_TRUE(eventually([&] { return server->stats().failed_handshakes == 1; }));
}

TEST(Timeouts, AnswerAHeaderOrABodyThatTakesTooLong) {
  RunningServer server{impatient()};
  for (const char* begun : {"POST / HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab"}) {
    Client client{server.port()};
    EXPECT_EQ(client.ask(begun)->status, 408) << begun;
    EXPECT_TRUE(client.closed_by_server());
  }
  EXPECT_EQ(server->stats().timed_out, 2U);
}

// One byte now and then does not buy more time.
TEST(Timeouts, EndAHeaderThatTrickles) {
  RunningServer server{impatient()};
  Client client{server.port()};
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\n"));
  while (server->stats().timed_out == 0) {
    ASSERT_TRUE(client.send("x"));
    std::this_thread::sleep_for(10ms);  // the attack itself
  }
  EXPECT_EQ(client.receive()->status, 408);
}

TEST(Timeouts, EndAClientThatDoesNotReadItsAnswer) {
  RunningServer server{
      impatient(), FunctionHandler{[](const HttpRequest&, Reply reply) { reply.send({.body = std::string(20'000'000, 'x')}); }}};
  Client client{server.port()};
  ASSERT_TRUE(client.send(post("/", "")));
  EXPECT_TRUE(eventually([&] { return server->stats().timed_out == 1; }));
  EXPECT_TRUE(eventually([&] { return server->stats().connections == 0; }));
}

TEST(Timeouts, EndAnIdleConnection) {
  ServerOptions options = impatient();
  options.idle_timeout = 100ms;
  RunningServer server{options};
  Client never_asked{server.port()};
  EXPECT_TRUE(never_asked.closed_by_server());
  EXPECT_TRUE(eventually([&] {  // on a busy machine it may be closed before it has asked
    Client client{server.port()};
    return client.ask(post("/", "")).has_value() && client.closed_by_server();
  }));
}

TEST(Timeouts, DoNotEndARequestInTheHandlersHands) {
  std::promise<Reply> promise;
  RunningServer server{impatient(), FunctionHandler{[&](const HttpRequest& request, Reply reply) {
                         if (request.path == "/held") return promise.set_value(std::move(reply));
                         reply.send({});
                       }}};
  Client held{server.port()};
  ASSERT_TRUE(held.send(post("/held", "")));
  Reply reply = promise.get_future().get();
  Client other{server.port()};  // begun later: when it has waited too long, so has the first
  EXPECT_EQ(other.ask("POST / HTTP/1.1\r\n")->status, 408);
  reply.send({.body = "in the end"});
  EXPECT_EQ(held.receive()->body, "in the end");
}

TEST(Options, RefuseAnIdleTimeoutShorterThanTheApiServers) {
  FunctionHandler handler;
  fakes::RecordingLog log;
  ServerOptions options = test_options();
  options.idle_timeout = 90s;
  const auto refused = Server::start(options, handler, log);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST(Options, NameWhatCannotBeUsed) {
  FunctionHandler handler;
  fakes::RecordingLog log;
  ServerOptions options = test_options();
  options.tls->key = "/nowhere/tls.key";
  EXPECT_THAT(Server::start(options, handler, log).error().message, ::testing::HasSubstr("/nowhere/tls.key"));
  options = test_options();
  options.listen = "nonsense";
  EXPECT_THAT(Server::start(options, handler, log).error().message, ::testing::HasSubstr("nonsense"));
  RunningServer server;
  options.listen = fmt::format("127.0.0.1:{}", server.port());
  EXPECT_THAT(Server::start(options, handler, log).error().message, ::testing::HasSubstr("in use"));
}

}  // namespace
}  // namespace tollgate::https::testing
