#include "adapters/telemetry/decision_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/system/unique_fd.h"
#include "tests/fakes/fake_clock.h"

namespace tollgate::telemetry {
namespace {

// Written independently of the log: what a verifier does.
std::string next_hash(const std::string& previous, const std::string& line) {
  const std::string text = previous + line.substr(0, line.rfind(",\"chain\":"));
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

class DecisionLogTest : public ::testing::Test {
 protected:
  DecisionLogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tollgate-test-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~DecisionLogTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name = "decisions.log") const { return folder_ / name; }

  static std::vector<std::string> lines(std::istream& in) {
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }

  static std::vector<std::string> lines(const std::string& file) {
    std::ifstream in{file};
    return lines(in);
  }

  static std::vector<std::string> split(const std::string& text) {
    std::istringstream in{text};
    return lines(in);
  }

  // The sum over all whole lines that tell of dropped ones.
  static std::uint64_t told_as_dropped(const std::string& text) {
    constexpr std::string_view kDropped = "\"dropped\":";
    std::uint64_t told = 0;
    for (const std::string& line : split(text.substr(0, text.rfind('\n') + 1))) {
      if (const auto at = line.find(kDropped); at != std::string::npos) told += std::stoull(line.substr(at + kDropped.size()));
    }
    return told;
  }

  // The hash after all those lines; a failure for the first that does not fit.
  static std::string verify(const std::vector<std::string>& all, std::string hash = std::string(64, '0')) {
    for (const std::string& line : all) {
      hash = next_hash(hash, line);
      EXPECT_EQ(nlohmann::json::parse(line)["chain"], hash) << line;
    }
    return hash;
  }

  std::unique_ptr<DecisionLog> open() { return std::move(DecisionLog::open(path(), clock_)).value(); }

  static DecisionRecord denial(std::string name) {
    DecisionRecord record;
    record.phase = "validate";
    record.verdict = "denied";
    record.code = 403;
    record.rules = {"gpu-quota", "spot"};
    record.exemptions = {"debugging"};
    record.name = std::move(name);
    record.caller = "al\"ice";
    record.took = std::chrono::microseconds{9};
    return record;
  }

  std::filesystem::path folder_;
  fakes::FakeClock clock_;
};

TEST_F(DecisionLogTest, NumbersAndChainsItsLines) {
  {
    const auto log = open();
    log->append(denial("one"));
    log->append(denial("two"));
  }
  const auto all = lines(path());
  ASSERT_EQ(all.size(), 3U);
  verify(all);
  const auto second = nlohmann::json::parse(all[1]);
  EXPECT_EQ(second["n"], 2);
  EXPECT_EQ(second["name"], "one");
  EXPECT_EQ(second["rules"], nlohmann::json({"gpu-quota", "spot"}));
  EXPECT_EQ(second["exemptions"], nlohmann::json({"debugging"}));
  EXPECT_EQ(second["caller"], "al\"ice");
  EXPECT_EQ(second["micros"], 9);
}

TEST_F(DecisionLogTest, GoesOnWithTheChainAfterARestart) {
  open()->append(denial("before"));
  open()->append(denial("after"));
  const auto all = lines(path());
  ASSERT_EQ(all.size(), 4U);
  verify(all);
  EXPECT_EQ(nlohmann::json::parse(all[3])["n"], 4);
}

TEST_F(DecisionLogTest, LeavesALineThatACrashCutAndGoesOnBehindIt) {
  open()->append(denial("whole"));
  std::ofstream{path(), std::ios::app} << "{\"n\":3,\"time\":";
  open()->append(denial("after"));
  auto all = lines(path());
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[2], "{\"n\":3,\"time\":");
  all.erase(all.begin() + 2);
  verify(all);
}

TEST_F(DecisionLogTest, StartsANewFileWithTheChainOfTheOld) {
  {
    const auto log = open();
    log->append(denial("old"));
    while (lines(path()).size() < 2) std::this_thread::yield();
    std::filesystem::rename(path(), path("moved.log"));
    log->reopen();
    log->append(denial("new"));
  }
  const std::string hash = verify(lines(path("moved.log")));
  const auto fresh = lines(path());
  ASSERT_EQ(fresh.size(), 2U);
  EXPECT_EQ(nlohmann::json::parse(fresh[0])["previous"], hash);
  verify(fresh, hash);
}

TEST_F(DecisionLogTest, CountsWhatADiskThatIsFullDidNotTake) {
  auto log = std::move(DecisionLog::open("/dev/full", clock_)).value();
  log->append(denial("lost"));
  while (log->dropped() == 0) std::this_thread::yield();
  EXPECT_EQ(log->dropped(), 1U);
}

// A pipe holds 64 KiB; what its reader lets pass is told, and the chain goes on from the last line that is out.
TEST_F(DecisionLogTest, TellsWhatAStuckReaderMissed) {
  ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
  const system::UniqueFd reader{::open(path().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
  const auto log = open();
  for (int i = 0; i < 1000; ++i) log->append(denial("pod"));
  while (log->dropped() == 0) std::this_thread::yield();
  std::string read;
  std::uint64_t told = 0;
  while (told == 0 || told != log->dropped()) {
    std::array<char, 4096> some{};
    const ssize_t got = ::read(reader.get(), some.data(), some.size());
    if (got > 0) read.append(some.data(), static_cast<std::size_t>(got));
    if (got <= 0) log->append(denial("next"));  // with which the writer tries again
    told = told_as_dropped(read);
  }
  verify(split(read.substr(0, read.rfind('\n') + 1)));
}

TEST_F(DecisionLogTest, SaysWhichFileCannotBeOpened) {
  EXPECT_THAT(DecisionLog::open("/nowhere/decisions.log", clock_).error().message,
              ::testing::HasSubstr("/nowhere/decisions.log"));
}

}  // namespace
}  // namespace tollgate::telemetry
