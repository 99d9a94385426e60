#include "adapters/kube_client/watch/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tollgate::kube_client {
namespace {

using testing::ElementsAre;

// What comes out when `bytes` arrive in pieces of `step`.
std::vector<std::string> split(std::string_view bytes, std::size_t step) {
  Frames frames;
  std::vector<std::string> taken;
  const auto take = [&](std::string_view frame) {
    taken.emplace_back(frame);
    return Result<void>{};
  };
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const Result<void> fed = frames.feed(bytes.substr(at, step), take);
    if (fed) continue;
    taken.push_back("error: " + fed.error().message);
    break;
  }
  return taken;
}

TEST(Frames, AreFoundWhereverTheBytesWereCut) {
  const std::string_view bytes = "{\"a\":{\"b\":[1,{}]}}\n {\"c\":\"}{\\\"}\\\\\"}{}\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    EXPECT_THAT(split(bytes, step), ElementsAre("{\"a\":{\"b\":[1,{}]}}", "{\"c\":\"}{\\\"}\\\\\"}", "{}"))
        << "in pieces of " << step;
  }
}

TEST(Frames, AnUnfinishedOneStaysPending) {
  Frames frames;
  ASSERT_TRUE(frames.feed("{\"a\":", [](std::string_view) -> Result<void> { return Error{}; }));
  EXPECT_EQ(frames.pending(), 5U);
}

TEST(Frames, OtherBytesBetweenThemAreAnError) {
  EXPECT_THAT(split("{}x{}", 2), ElementsAre("{}", "error: bytes between the frames of a watch"));
  EXPECT_THAT(split("}", 1), ElementsAre("error: bytes between the frames of a watch"));
}

TEST(Frames, AreBounded) {
  const auto take = [](std::string_view) { return Result<void>{}; };
  EXPECT_TRUE(Frames{10}.feed("{\"a\":1234}", take));
  EXPECT_FALSE(Frames{9}.feed("{\"a\":1234}", take));
  EXPECT_FALSE(Frames{9}.feed("{\"a\":12345", take));
}

TEST(Frames, AnErrorOfTheTakerEndsTheSplitting) {
  int taken = 0;
  const Result<void> fed = Frames{}.feed("{}{}", [&](std::string_view) -> Result<void> {
    ++taken;
    return Error{ErrorCode::kGone, "enough"};
  });
  EXPECT_EQ(fed.error().code, ErrorCode::kGone);
  EXPECT_EQ(taken, 1);
}

}  // namespace
}  // namespace tollgate::kube_client
