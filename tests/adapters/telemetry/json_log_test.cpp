#include "adapters/telemetry/json_log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "adapters/system/unique_fd.h"
#include "adapters/telemetry/line_output.h"

namespace tollgate::telemetry {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error{"pipe"};
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
  std::string drain() {
    write.reset();
    std::string all;
    std::array<char, 65536> buffer;
    for (ssize_t got = 1; got > 0;) {
      got = ::read(read.get(), buffer.data(), buffer.size());
      if (got > 0) all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  system::UniqueFd read;
  system::UniqueFd write;
};

TEST(JsonLog, WritesOneObjectALine) {
  Pipe pipe;
  {
    JsonLog log{LogLevel::kInfo, pipe.write.get()};
    log.info("policy reloaded", {{"teams", "6"}, {"quoted", "a \"b\"\n\xff"}});
    log.write(LogLevel::kDebug, "not asked for", {});
    log.warning("second");
  }
  const std::string lines = pipe.drain();
  ASSERT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
  const auto first = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
  EXPECT_EQ(first["level"], "info");
  EXPECT_EQ(first["event"], "policy reloaded");
  EXPECT_EQ(first["teams"], "6");
  EXPECT_EQ(first["quoted"], "a \"b\"\n\xEF\xBF\xBD");
  EXPECT_THAT(first["time"].get<std::string>(), ::testing::MatchesRegex("....-..-..T..:..:..\\....Z"));
  EXPECT_EQ(nlohmann::json::parse(lines.substr(lines.find('\n')))["event"], "second");
}

TEST(JsonText, KeepsWellFormedUtf8AndReplacesTheRest) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    append_json_text(out, text, 100);
    return out;
  };
  EXPECT_EQ(escaped("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"), "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(escaped("\xC0\xAF"), replaced + replaced);                 // overlong
  EXPECT_EQ(escaped("\xED\xA0\x80"), replaced + replaced + replaced);  // a surrogate
  EXPECT_EQ(escaped("\xF4\x90\x80\x80").substr(0, 3), replaced);       // beyond Unicode
  EXPECT_EQ(escaped("\xE2\x82"), replaced + replaced);                 // cut
  EXPECT_EQ(escaped("\"\\\t"), "\\\"\\\\\\u0009");
}

TEST(JsonLog, NeverWaitsForAReaderThatIsStuckAndEndsAllTheSame) {
  Pipe pipe;
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t dropped = 0;
  {
    JsonLog log{LogLevel::kInfo, pipe.write.get()};
    for (int i = 0; i < 20'000; ++i) log.info("a line that nobody reads", {{"text", std::string(100, 'x')}});
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
    dropped = log.dropped();
  }
  EXPECT_GT(dropped, 1000U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
  // What did get out are whole lines, but for the last.
  std::string lines = pipe.drain();
  lines.erase(lines.rfind('\n') + 1);
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
    EXPECT_TRUE(nlohmann::json::accept(lines.substr(at, lines.find('\n', at) - at)));
  }
}

// The program blocks the signals it waits for elsewhere, and may have started its log before that.
TEST(JsonLog, TakesNoSignal) {
  JsonLog log;
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &terminate, nullptr);
  kill(getpid(), SIGTERM);  // would end the process in any thread that does not block it
  const timespec patience{10, 0};
  EXPECT_EQ(sigtimedwait(&terminate, nullptr, &patience), SIGTERM);
}

TEST(JsonLog, SurvivesADescriptorThatIsFull) {
  const system::UniqueFd full{open("/dev/full", O_WRONLY | O_CLOEXEC)};
  JsonLog log{LogLevel::kInfo, full.get()};
  log.info("into the void");
}

}  // namespace
}  // namespace tollgate::telemetry
