#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/policy/fields/closest.h"
#include "core/policy/fields/format.h"
#include "core/policy/fields/params.h"

namespace tollgate::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array<std::string_view, 4> kNames{"training", "inference", "interactive", "experiment"};

TEST(Closest, FindsASlipOfTheFingers) {
  EXPECT_EQ(closest("experimnt", kNames), "experiment");
  EXPECT_EQ(closest("trianing", kNames), "training");
  EXPECT_EQ(closest("TRAINING", kNames), "training");
  EXPECT_EQ(closest("trainings", kNames), "training");
}

TEST(Closest, DoesNotGuessWildly) {
  EXPECT_EQ(closest("gpu", kNames), "");
  EXPECT_EQ(closest("", kNames), "");
  EXPECT_EQ(closest(std::string(100'000, 'x'), kNames), "");
  EXPECT_EQ(closest("training", {}), "");
}

TEST(Closest, SuggestsTheNearestElseAllOfAFew) {
  EXPECT_EQ(suggestion("inferense", kNames), " (did you mean \"inference\"?)");
  EXPECT_EQ(suggestion("gpu", kNames), " (known: training, inference, interactive, experiment)");
  EXPECT_EQ(suggestion("gpu", {}), "");
}

bool holds(Format format, std::string_view text) { return info_of(format).holds(text); }

TEST(Format, KnowsKubernetesNames) {
  const std::string label(63, 'a');
  EXPECT_TRUE(holds(Format::kDnsLabel, "a-1"));
  EXPECT_TRUE(holds(Format::kDnsLabel, label));
  for (const std::string& text :
       {std::string{}, std::string{"-a"}, std::string{"a-"}, std::string{"A"}, std::string{"a.b"}, label + "a"}) {
    EXPECT_FALSE(holds(Format::kDnsLabel, text)) << text;
  }
  EXPECT_TRUE(holds(Format::kDnsSubdomain, "gpu-high.example"));
  EXPECT_FALSE(holds(Format::kDnsSubdomain, "a..b"));
  EXPECT_FALSE(holds(Format::kDnsSubdomain, "a."));
  EXPECT_TRUE(holds(Format::kLabelKey, "tollgate.dev/team_Name"));
  EXPECT_TRUE(holds(Format::kLabelKey, "job_type"));
  EXPECT_FALSE(holds(Format::kLabelKey, "/team"));
  EXPECT_FALSE(holds(Format::kLabelKey, "Prefix/team"));
  EXPECT_FALSE(holds(Format::kLabelKey, "a/"));
  EXPECT_TRUE(holds(Format::kLabelValue, "sa.jhub.hub"));
  EXPECT_FALSE(holds(Format::kLabelValue, "oidc:alice"));
  EXPECT_TRUE(holds(Format::kNamespaceGlob, "*-vision-?"));
  EXPECT_FALSE(holds(Format::kNamespaceGlob, "-vision"));
  EXPECT_TRUE(holds(Format::kHttpUrl, "http://slurmrestd:6820"));
  EXPECT_FALSE(holds(Format::kHttpUrl, "https://"));
  EXPECT_FALSE(holds(Format::kHttpUrl, "slurmrestd:6820"));
}

TEST(Params, StartFromTheDefaultsOfTheRule) {
  static constexpr std::array kSpecs{
      ParamSpec{"level", ParamType::kString, "baseline", {}, ""},
      ParamSpec{"jobTypes", ParamType::kStrings, "[training, experiment]", {}, ""},
      ParamSpec{"none", ParamType::kStrings, "[]", {}, ""},
      ParamSpec{"strict", ParamType::kBool, "true", {}, ""},
      ParamSpec{"hours", ParamType::kInteger, "24", {}, ""},
  };
  Params params{kSpecs};
  EXPECT_EQ(params.text("level"), "baseline");
  EXPECT_THAT(params.texts("jobTypes"), ElementsAre("training", "experiment"));
  EXPECT_THAT(params.texts("none"), IsEmpty());
  EXPECT_TRUE(params.flag("strict"));
  EXPECT_EQ(params.integer("hours"), 24);
  params.write("hours", std::int64_t{8});
  EXPECT_EQ(params.integer("hours"), 8);
}

}  // namespace
}  // namespace tollgate::policy
