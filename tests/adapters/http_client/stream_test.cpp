#include <gtest/gtest.h>

#include <future>
#include <string>

#include "adapters/http_client/client.h"
#include "tests/fakes/fake_api_server.h"

namespace tollgate::http_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;

class HttpStream : public testing::Test {
 protected:
  Result<Response> stream(std::chrono::milliseconds idle = std::chrono::seconds{30}) {
    Request request;
    request.url = server_.url() + "/watch";
    request.idle_timeout = idle;
    const Sink sink = [this](std::string_view bytes) {
      if (bytes.empty()) ++begun_;
      received_ += bytes;
      return received_.size() < enough_;
    };
    return client_.stream(request, sink, stop_.get_token());
  }

  FakeApiServer server_;
  Client client_;
  std::stop_source stop_;
  std::string received_;
  int begun_ = 0;
  std::size_t enough_ = std::string::npos;
};

TEST_F(HttpStream, DeliversBytesUntilTheServerEnds) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk("{\"a\":");
                   peer.chunk("1}");
                   peer.end();
                 }});
  const Result<Response> response = stream();
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(received_, "{\"a\":1}");
  EXPECT_EQ(begun_, 1);
}

TEST_F(HttpStream, KeepsARefusalOutOfTheSink) {
  server_.script("GET /watch", {answering(410, "gone")});
  const Result<Response> response = stream();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 410);
  EXPECT_EQ(response->body, "gone");
  EXPECT_EQ(begun_, 0);
  EXPECT_EQ(received_, "");
}

TEST_F(HttpStream, TellsThatAnAnswerHasBegunBeforeItsFirstByte) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.hold();
                 }});
  enough_ = 0;
  EXPECT_TRUE(stream());
  EXPECT_EQ(begun_, 1);
}

TEST_F(HttpStream, EndsWhenTheSinkHasEnough) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk("enough");
                   peer.hold();
                 }});
  enough_ = 6;
  EXPECT_TRUE(stream());
  EXPECT_EQ(received_, "enough");
}

TEST_F(HttpStream, ReturnsAtOnceWhenStopped) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk("{}");
                   peer.hold();
                 }});
  auto response = std::async(std::launch::async, [&] { return stream(); });
  ASSERT_TRUE(server_.saw("GET /watch", 1));
  stop_.request_stop();
  EXPECT_EQ(response.get().error().code, ErrorCode::kUnavailable);
}

TEST_F(HttpStream, GivesUpASilentServer) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk("{}");
                   peer.hold();
                 }});
  const Result<Response> response = stream(std::chrono::milliseconds{50});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(response.error().message.ends_with("no byte for 50 ms")) << response.error().message;
  EXPECT_EQ(received_, "{}");
}

TEST_F(HttpStream, ACutIsAnErrorAndWhatCameIsDelivered) {
  server_.script("GET /watch", {[](const auto&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk("{}");
                   peer.drop();
                 }});
  EXPECT_EQ(stream().error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(received_, "{}");
}

}  // namespace
}  // namespace tollgate::http_client
