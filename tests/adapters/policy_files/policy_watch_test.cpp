#include "adapters/policy_files/policy_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/fakes/eventually.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_log.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::policy_files {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string team(std::string_view name) {
  return "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: " + std::string{name} + "}\nspec: {}\n";
}

class PolicyWatchTest : public testing::Test {
 protected:
  void start() {
    auto started = PolicyWatch::start(folder_.path().string(), log_, {.period = 2ms, .reloaded = {}});
    ASSERT_TRUE(started.ok()) << started.error().message;
    watch_ = std::move(started).value();
  }
  bool has(std::string_view team_name) const { return watch_->site().current()->find_team(team_name) != nullptr; }

  fakes::TemporaryFolder folder_;
  fakes::RecordingLog log_;
  std::unique_ptr<PolicyWatch> watch_;
};

TEST_F(PolicyWatchTest, TakesAChangeOverAndKeepsTheLastGoodOne) {
  folder_.write("platform.yaml", fakes::platform_yaml());
  folder_.write("team.yaml", team("vision"));
  start();
  EXPECT_TRUE(has("vision"));

  folder_.write("other.yaml", team("speech"));
  EXPECT_TRUE(fakes::eventually([&] { return has("speech"); }));

  const auto refused = watch_->refused_reloads();
  folder_.write("team.yaml", team("Vision"));
  EXPECT_TRUE(fakes::eventually([&] { return watch_->refused_reloads() > refused && !watch_->up_to_date(); }));
  EXPECT_TRUE(has("vision"));

  fs::remove(folder_.path() / "team.yaml");
  EXPECT_TRUE(fakes::eventually([&] { return !has("vision") && watch_->up_to_date(); }));
}

TEST_F(PolicyWatchTest, NoticesAConfigMapsSwappedLink) {
  folder_.write("..1/site.yaml", std::string{fakes::platform_yaml()} + team("vision"));
  folder_.write("..2/site.yaml", std::string{fakes::platform_yaml()} + team("speech"));
  fs::create_symlink("..1", folder_.path() / "..data");
  fs::create_symlink("..data/site.yaml", folder_.path() / "site.yaml");
  start();
  fs::create_symlink("..2", folder_.path() / "..next");
  fs::rename(folder_.path() / "..next", folder_.path() / "..data");
  EXPECT_TRUE(fakes::eventually([&] { return has("speech") && !has("vision"); }));
  EXPECT_EQ(watch_->refused_reloads(), 0U);
}

TEST_F(PolicyWatchTest, DoesNotStartOnMistakesAndSaysThemAll) {
  folder_.write("team.yaml", team("Vision") + "---\n" + team("Speech"));
  const auto started = PolicyWatch::start(folder_.path().string(), log_);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(started.error().message,
              testing::AllOf(testing::HasSubstr("team.yaml:3:18: error: "), testing::HasSubstr("team.yaml:8:18: error: ")));
}

TEST_F(PolicyWatchTest, StopsAtOnce) {
  folder_.write("site.yaml", std::string{fakes::platform_yaml()} + team("vision"));
  const auto begin = std::chrono::steady_clock::now();
  { const auto started = PolicyWatch::start(folder_.path().string(), log_, {.period = 1h, .reloaded = {}}); }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 60s);
}

}  // namespace
}  // namespace tollgate::policy_files
