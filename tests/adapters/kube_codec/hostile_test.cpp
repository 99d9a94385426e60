// Whatever anybody may send: an answer with a name for what is wrong, soon, and never a crash.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using testing::StartsWith;

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all.append(i == 0 ? "" : ",").append(text);
  return all;
}

std::string spec_refusal(std::string_view spec) { return Decoded{a_review("Pod", pod_with_spec(spec))}.refusal(); }

TEST(Hostile, DepthIsRefused) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(Decoded{deep}.refusal(), "review: nested deeper than 64 levels");
  EXPECT_EQ(spec_refusal(R"({"affinity":)" + deep + "}"), "review: nested deeper than 64 levels");
}

TEST(Hostile, AHundredThousandContainersAreRefused) {
  EXPECT_EQ(spec_refusal(R"({"containers":[)" + repeated("{}", 100'000) + "]}"),
            "object: spec.containers: has 100000 entries, more than 4096");
  EXPECT_EQ(spec_refusal(R"({"volumes":[)" + repeated("{}", 100'000) + "]}"),
            "object: spec.volumes: has 100000 entries, more than 4096");
}

TEST(Hostile, AsManyContainersAsAllowedAreRead) {
  EXPECT_EQ(Decoded{a_review("Pod", pod_with_spec(R"({"containers":[)" + repeated("{}", 4096) + "]}"))}.pod().containers.size(),
            4096U);
}

TEST(Hostile, ManyLabelsAreReadInTimeAndTooManyRefused) {
  const auto labels = [](std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) fmt::format_to(std::back_inserter(all), "{}\"k{}\":\"\"", i == 0 ? "" : ",", i);
    return all;
  };
  const auto pod = [](const std::string& inside) { return a_review("Pod", R"({"metadata":{"labels":{)" + inside + "}}}"); };
  EXPECT_EQ(Decoded{pod(labels(60'000))}.pod().metadata.labels->size(), 60'000U);
  EXPECT_EQ(Decoded{pod(labels(60'000) + R"(,"k7":"")")}.refusal(), "object: metadata.labels.k7: stands here twice");
  EXPECT_EQ(Decoded{pod(labels(70'000))}.refusal(), "object: metadata.labels: has too many entries");
}

TEST(Hostile, NumbersAreNoNames) {
  EXPECT_EQ(spec_refusal(R"({"containers":[{"name":1e308}]})"),
            "object: spec.containers[0].name: expected a string, got a number");
  EXPECT_THAT(spec_refusal(R"({"containers":[{"name":1e309}]})"), StartsWith("review: not JSON"));
  EXPECT_THAT(spec_refusal(R"({"containers":[{"resources":{"limits":{"cpu":123456789012345678901234567890}}}]})"),
              StartsWith("review: not JSON"));
}

TEST(Hostile, LongKeysAreCutInMessages) {
  const std::string key = std::string(100'000, 'k') + "\\u0000\\n";
  const auto refusal = Decoded{a_review("Pod", R"({"metadata":{"labels":{")" + key + R"(":1}}})")}.refusal();
  EXPECT_THAT(refusal, StartsWith("object: metadata.labels[\"kkk"));
  EXPECT_LT(refusal.size(), 200U);
}

TEST(Hostile, BadTextIsRefused) {
  EXPECT_EQ(spec_refusal("{\"nodeName\":\"\xFF\"}"), "review: not JSON: not UTF-8");
  EXPECT_THAT(spec_refusal(R"({"nodeName":"\ud800"})"), StartsWith("review: not JSON"));
  EXPECT_THAT(spec_refusal(R"({"nodeName":"\udfff"})"), StartsWith("review: not JSON"));
  EXPECT_EQ(spec_refusal(R"({"nodeName":"\u0000"})"), "");
}

TEST(Hostile, EveryTruncationOfAReviewIsRefused) {
  const std::string text = read_file(data_files("bodies").at(1));
  ASSERT_EQ(Decoded{text}.refusal(), "");
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_THAT(Decoded{text.substr(0, length)}.refusal(), StartsWith("review: ")) << length;
  }
}

TEST(Hostile, EveryValueMayBeOfAnyKind) {
  const std::string text = read_file(data_files("reviews").at(1));
  // Each value of the document in turn is replaced; what begins a value is what follows a colon.
  for (std::size_t colon = text.find("\":"); colon != std::string::npos; colon = text.find("\":", colon + 1)) {
    const char begin = text[colon + 2];
    if (begin == '{' || begin == '[') continue;
    const std::size_t end = begin == '"' ? text.find('"', colon + 3) + 1 : text.find_first_of(",}", colon + 2);
    for (const char* other : {"null", "true", "-1", "1.5", "\"x\"", "[]", "{}", "[{}]"}) {
      const auto refusal = Decoded{text.substr(0, colon + 2) + other + text.substr(end)}.refusal();
      ASSERT_TRUE(refusal.empty() || refusal.find(": ") != std::string::npos) << other << " at " << colon;
    }
  }
}

RC_GTEST_PROP(Hostile, DamagedBytesNeverCrash, ()) {
  static const std::string recorded = read_file(data_files("reviews").at(1));
  std::string text = recorded;
  const auto times = *rc::gen::inRange(1, 8);
  for (int i = 0; i < times; ++i) text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  (void)Decoded{text}.refusal();
}

}  // namespace
}  // namespace tollgate::kube_codec
