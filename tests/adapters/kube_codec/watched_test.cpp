#include "adapters/kube_codec/watched.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/json/parser.h"

namespace tollgate::kube_codec {
namespace {

using testing::ElementsAre;
using testing::Pair;

template <class Decode>
auto decode(Decode decode_object, std::string_view text) {
  json::Parser parser;
  return decode_object(*parser.parse_copy(text));
}

TEST(StoredObject, HasWhatTellsItApart) {
  const auto object = decode(
      decode_stored,
      R"({"metadata":{"name":"n","namespace":"ns","uid":"u","resourceVersion":"7","deletionTimestamp":"2026-01-01T00:00:00Z"}})");
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(object->name, "n");
  EXPECT_EQ(object->namespace_name, "ns");
  EXPECT_EQ(object->uid, "u");
  EXPECT_EQ(object->resource_version, "7");
  EXPECT_TRUE(object->deleting);
}

TEST(Namespace, HasItsLabels) {
  const auto view = decode(decode_namespace, R"({"metadata":{"name":"vision","labels":{"b":"2","a":"1"},"annotations":{}}})");
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->name, "vision");
  EXPECT_THAT(view->labels, ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST(PriorityClass, HasItsValueAndPolicy) {
  const auto view = decode(decode_priority_class,
                           R"({"metadata":{"name":"gpu-low"},"value":-100,"preemptionPolicy":"Never","globalDefault":true})");
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->name, "gpu-low");
  EXPECT_EQ(view->value, -100);
  EXPECT_EQ(view->preemption_policy, policy::PreemptionPolicy::kNever);
  EXPECT_TRUE(view->global_default);
}

TEST(PriorityClass, PreemptsAndIsNobodysDefaultUntilItSaysSo) {
  const auto view = decode(decode_priority_class, R"({"metadata":{"name":"gpu-low"},"value":1})");
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->preemption_policy, policy::PreemptionPolicy::kPreemptLowerPriority);
  EXPECT_FALSE(view->global_default);
}

TEST(WatchedPod, EndsByItsDeadlineOnceItHasStarted) {
  const auto ends = [](const std::string& spec, const std::string& status) {
    json::Parser parser;
    std::pmr::monotonic_buffer_resource memory;
    const std::string text = R"({"metadata":{"name":"n"},"spec":{)" + spec + R"(},"status":{)" + status + "}}";
    return decode_pod(parser.parse_copy(text).value(), &memory)->ends;
  };
  const std::string started = R"("startTime":"1970-01-01T01:00:00Z")";
  EXPECT_EQ(ends(R"("activeDeadlineSeconds":60)", started), Instant{std::chrono::minutes{61}});
  EXPECT_EQ(ends(R"("activeDeadlineSeconds":60)", ""), std::nullopt);
  EXPECT_EQ(ends("", started), std::nullopt);
  EXPECT_EQ(ends(R"("activeDeadlineSeconds":60)", R"("startTime":"noon")"), std::nullopt);
  EXPECT_EQ(ends(R"("activeDeadlineSeconds":9223372036854775807)", started), std::nullopt);
}

TEST(Watched, NamesWhatIsWrong) {
  EXPECT_EQ(decode(decode_namespace, "{}").error(), (Error{ErrorCode::kInvalid, "metadata.name: missing"}));
  EXPECT_EQ(decode(decode_namespace, R"({"metadata":{"name":"n","labels":{"a":1}}})").error().message,
            "metadata.labels.a: expected a string, got a number");
  EXPECT_EQ(decode(decode_priority_class, R"({"metadata":{"name":"n"},"value":4294967296})").error().message,
            "value: not a 32-bit integer");
  EXPECT_EQ(decode(decode_stored, R"([])").error().message, "expected an object, got a list");
}

}  // namespace
}  // namespace tollgate::kube_codec
