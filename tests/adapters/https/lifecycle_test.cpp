// Over time: connections that come and go, certificates that change, and the end.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>
#include <vector>

#include "tests/adapters/https/running_server.h"

namespace tollgate::https::testing {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

// Closes with a reset instead of an end.
void reset(system::UniqueFd socket) {
  const linger now{1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

TEST(Connections, LeaveNothingBehindHoweverTheyEnd) {
  RunningServer server;
  ASSERT_EQ(Client{server.port()}.ask(post("/", ""))->status, 200);
  ASSERT_TRUE(eventually([&] { return server->stats().connections == 0; }));
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 50; ++i) {
    {
      const auto closed = connect_tcp(server.port());
    }
    reset(connect_tcp(server.port()));
    {
      const auto cut = connect_tcp(server.port());
      send(cut.get(), "\x16\x03\x01\x02\x00\x01", 6, MSG_NOSIGNAL);  // the start of a ClientHello
    }
    Client aborted{server.port()};
    aborted.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc");
    Client half{server.port()};
    half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc");
    half.half_close();
    EXPECT_TRUE(half.closed_by_server());
  }
  EXPECT_TRUE(eventually([&] { return open_descriptors() == before; })) << open_descriptors() << " were " << before;
  EXPECT_TRUE(eventually([&] { return server->stats().buffered_bytes == 0; }));  // the body goes just after its descriptor
  EXPECT_EQ(Client{server.port()}.ask(post("/", ""))->status, 200);
}

TEST(Connections, AboveTheLimitTheLongestIdleMakesRoom) {
  ServerOptions options = test_options();
  options.max_connections = 4;
  options.io_threads = 1;
  std::promise<Reply> promise;
  RunningServer server{options, FunctionHandler{[&](const HttpRequest& request, Reply reply) {
                         if (request.path == "/held") return promise.set_value(std::move(reply));
                         reply.send({});
                       }}};
  Client busy{server.port()};
  ASSERT_TRUE(busy.send(post("/held", "")));
  Reply held = promise.get_future().get();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(std::make_unique<Client>(server.port()));
    EXPECT_EQ(idle.back()->ask(post("/", ""))->status, 200);
  }
  Client next{server.port()};
  EXPECT_EQ(next.ask(post("/", ""))->status, 200);
  EXPECT_TRUE(idle[0]->closed_by_server());
  EXPECT_EQ(idle[1]->ask(post("/", ""))->status, 200);
  EXPECT_EQ(idle[2]->ask(post("/", ""))->status, 200);
  held.send({});
  EXPECT_EQ(busy.receive()->status, 200);
  EXPECT_EQ(server->stats().evicted, 1U);
}

TEST(Connections, AboveTheLimitOfBusyOnesAreClosed) {
  ServerOptions options = test_options();
  options.max_connections = 1;
  options.io_threads = 1;
  std::promise<Reply> promise;
  RunningServer server{options, FunctionHandler{[&](const HttpRequest&, Reply reply) { promise.set_value(std::move(reply)); }}};
  Client busy{server.port()};
  ASSERT_TRUE(busy.send(post("/", "")));
  Reply held = promise.get_future().get();
  EXPECT_FALSE(Client{server.port()}.connected());
  held.send({});
  EXPECT_EQ(busy.receive()->status, 200);
}

// With limits so short that a look at them is nearly always under way.
TEST(Server, EndsAtWhateverMomentItIsToldTo) {
  ServerOptions options = test_options();
  options.linger_timeout = 1ms;
  for (int i = 0; i < 200; ++i) {
    RunningServer server{options};
    if (i % 10 == 0) {
      EXPECT_EQ(Client{server.port()}.ask(post("/", ""))->status, 200);
    }
  }
}

// A Secret volume: the files are links into ..data, which is a link that is swapped.
class SecretVolume {
 public:
  SecretVolume() {
    make_certificates(folder_.path() / "0");
    fs::create_symlink("0", folder_.path() / "..data");
    for (const char* file : {"tls.crt", "tls.key"}) fs::create_symlink(fs::path{"..data"} / file, folder_.path() / file);
  }
  CertificateFiles files() const { return {.certificate = folder_.path() / "tls.crt", .key = folder_.path() / "tls.key"}; }
  fs::path generation(int number) const { return folder_.path() / std::to_string(number); }
  void swap_to(int number) const {
    fs::create_symlink(std::to_string(number), folder_.path() / "..data_tmp");
    fs::rename(folder_.path() / "..data_tmp", folder_.path() / "..data");
  }

 private:
  TemporaryFolder folder_;
};

ServerOptions served_from(const SecretVolume& volume) {
  ServerOptions options = test_options();
  options.tls = volume.files();
  options.certificate_check_period = 10ms;
  return options;
}

TEST(Certificates, AreSwappedUnderLiveConnections) {
  const SecretVolume volume;
  RunningServer server{served_from(volume)};
  Client old{server.port()};
  const std::string first = old.certificate_serial();
  make_certificates(volume.generation(1));
  volume.swap_to(1);
  ASSERT_TRUE(eventually([&] { return Client{server.port()}.certificate_serial() != first; }));
  EXPECT_EQ(server.log().count("certificate replaced"), 1U);
  EXPECT_EQ(old.ask(post("/", ""))->status, 200);
  EXPECT_EQ(old.certificate_serial(), first);
}

TEST(Certificates, ThatDoNotMatchTheirKeyAreRefusedOnceAndTheOldPairStays) {
  const SecretVolume volume;
  RunningServer server{served_from(volume)};
  const std::string first = Client{server.port()}.certificate_serial();
  make_certificates(volume.generation(1));
  make_certificates(volume.generation(2));
  fs::copy_file(volume.generation(1) / "tls.key", volume.generation(2) / "tls.key", fs::copy_options::overwrite_existing);
  volume.swap_to(2);
  ASSERT_TRUE(eventually([&] { return server.log().count("certificate refused") == 1; }));
  EXPECT_EQ(Client{server.port()}.certificate_serial(), first);
  volume.swap_to(1);
  EXPECT_TRUE(eventually([&] { return Client{server.port()}.certificate_serial() != first; }));
  EXPECT_EQ(server.log().count("certificate refused"), 1U);
}

TEST(Certificates, TellWhenTheyExpire) {
  RunningServer server;
  const auto left = *server->stats().certificate_expires - std::chrono::floor<Duration>(std::chrono::system_clock::now());
  EXPECT_GT(left, std::chrono::hours{24 * 80});
  EXPECT_LT(left, std::chrono::hours{24 * 91});
}

// Asks on and on, on a new connection when told so. Returns how many answers came; counts broken exchanges.
int ask_until_refused(std::uint16_t port, std::atomic<int>& failures) {
  int answered = 0;
  for (;;) {
    Client client{port};
    if (!client.connected()) return answered;  // nobody listens any more
    for (bool more = true; more;) {
      const auto response = client.ask(post("/", "abc"));
      if (!response || response->status != 200) ++failures;
      if (!response) return answered;
      ++answered;
      more = !response->closes();
    }
  }
}

TEST(Drain, FailsNoRequest) {
  RunningServer server;
  std::atomic<int> failures{0};
  std::vector<std::future<int>> workers;
  for (int i = 0; i < 8; ++i)
    workers.push_back(std::async(std::launch::async, ask_until_refused, server.port(), std::ref(failures)));
  ASSERT_TRUE(eventually([&] { return server->stats().accepted >= 8; }));
  server->drain(200ms);
  server.destroy();
  int answered = 0;
  for (auto& worker : workers) answered += worker.get();
  EXPECT_EQ(failures, 0);
  EXPECT_GT(answered, 8);
}

TEST(Drain, WaitsForARequestInWorkAndClosesIdleConnections) {
  std::promise<Reply> promise;
  RunningServer server{test_options(), FunctionHandler{[&](const HttpRequest& request, Reply reply) {
                         if (request.path == "/held") return promise.set_value(std::move(reply));
                         reply.send({});
                       }}};
  Client idle{server.port()};
  EXPECT_FALSE(idle.ask(post("/", ""))->closes());
  Client busy{server.port()};
  ASSERT_TRUE(busy.send(post("/held", "")));
  Reply held = promise.get_future().get();
  auto drained = std::async(std::launch::async, [&] { server->drain(0ms); });
  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_EQ(drained.wait_for(0ms), std::future_status::timeout);
  held.send({.body = "done"});
  const auto response = busy.receive();
  EXPECT_EQ(response->body, "done");
  EXPECT_TRUE(response->closes());
  busy.half_close();
  drained.get();
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST(Drain, GoesOnServingForItsGraceUnlessHurried) {
  RunningServer server;
  Client before{server.port()};
  auto drained = std::async(std::launch::async, [&] { server->drain(1h); });
  ASSERT_TRUE(eventually([&] { return Client{server.port()}.ask(post("/", ""))->closes(); }));
  EXPECT_TRUE(before.ask(post("/", ""))->closes());
  server->hurry();
  drained.get();
  EXPECT_FALSE(connect_tcp(server.port()).valid());
}

TEST(Drain, IsBounded) {
  std::promise<Reply> promise;
  ServerOptions options = test_options();
  options.stop_timeout = 50ms;
  RunningServer server{options, FunctionHandler{[&](const HttpRequest&, Reply reply) { promise.set_value(std::move(reply)); }}};
  Client client{server.port()};
  ASSERT_TRUE(client.send(post("/", "")));
  const Reply never = promise.get_future().get();
  server->drain(0ms);
  EXPECT_EQ(server->stats().connections, 1U);
}

}  // namespace
}  // namespace tollgate::https::testing
