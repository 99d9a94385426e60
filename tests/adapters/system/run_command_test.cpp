#include "adapters/system/run_command.h"

#include <gmock/gmock.h>

#include <thread>

namespace tollgate::system {
namespace {

using testing::HasSubstr;

Result<Finished> sh(const std::string& script, std::chrono::milliseconds timeout = std::chrono::seconds{20},
                    std::size_t max_output = 1000) {
  return run_command(
      {.argv = {"sh", "-c", script}, .environment = {{"GREETING", "hi"}}, .timeout = timeout, .max_output = max_output});
}

TEST(RunCommand, GivesOutputErrorsAndExitCode) {
  const Finished finished = sh("echo out; echo err >&2; exit 3").value();
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.out, "out\n");
  EXPECT_EQ(finished.err, "err\n");
}

TEST(RunCommand, PassesArgumentsAsTheyAre) {
  const std::string odd = "a b'c\"$HOME;*\n|";
  EXPECT_EQ(run_command({.argv = {"printf", "%s", odd}}).value().out, odd);
}

TEST(RunCommand, AddsToTheEnvironmentAndReadsNothing) {
  EXPECT_EQ(sh("cat; echo $GREETING$PATH").value().out.substr(0, 3), "hi/");
}

TEST(RunCommand, SaysWhenThereIsNoSuchProgram) {
  const auto result = run_command({.argv = {"/no/such/program"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(result.error().message, HasSubstr("/no/such/program"));
}

TEST(RunCommand, EndsAProgramThatTakesTooLong) {
  const auto result = sh("while :; do :; done", std::chrono::milliseconds{50});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(result.error().message, "sh: no end after 50 ms");
}

TEST(RunCommand, EndsAProgramThatSaysTooMuch) {
  EXPECT_EQ(sh("while :; do echo 0123456789; done").error().message, "sh: more than 1000 bytes of output");
}

TEST(RunCommand, EndsAProgramWhenStopped) {
  std::stop_source source;
  const std::jthread stopper{[&] { source.request_stop(); }};
  EXPECT_EQ(run_command({.argv = {"sleep", "60"}, .environment = {}, .stop = source.get_token()}).error().message,
            "sleep: stopped");
}

TEST(RunCommand, SaysWhenASignalEndedIt) { EXPECT_EQ(sh("kill -9 $$").error().message, "sh: ended by signal 9"); }

TEST(RunCommand, DoesNotWaitForWhatItsChildrenHoldOpen) { EXPECT_EQ(sh("sleep 3 & echo done").value().out, "done\n"); }

}  // namespace
}  // namespace tollgate::system
