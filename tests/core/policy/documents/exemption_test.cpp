#include "core/policy/documents/exemption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using fakes::mistakes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// With a team vision, a PodPolicy baseline and one Exemption, whose spec is this and begins in line 28.
std::string with(std::string_view spec) {
  return std::string{fakes::platform_yaml()} +
         "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n---\n"
         "apiVersion: tollgate.dev/v1alpha1\nkind: PodPolicy\nmetadata: {name: baseline}\nspec: {rule: pod-security}\n---\n"
         "apiVersion: tollgate.dev/v1alpha1\nkind: Exemption\nmetadata: {name: debugging}\nspec:\n" +
         std::string{spec};
}

std::vector<std::string> wrong(std::string_view policies) {
  return mistakes(with("  policies: " + std::string{policies} + "\n  reason: because\n  expires: 2026-12-01T00:00:00Z\n"));
}

TEST(ExemptionDocument, IsRead) {
  const Site site = fakes::site(with(
      "  policies: [baseline]\n  checks: [privileged]\n  match: {teams: [vision], images: [\"registry.example.com/vision/*\"]}\n"
      "  reason: NCCL debugging\n  ticket: OPS-1234\n  approvedBy: dave\n  expires: 2026-12-01T00:00:00Z\n"));
  ASSERT_EQ(site.exemptions.size(), 1U);
  const Exemption& exemption = site.exemptions.front();
  EXPECT_EQ(exemption.name, "debugging");
  EXPECT_THAT(exemption.policies, ElementsAre("baseline"));
  EXPECT_THAT(exemption.checks, ElementsAre("privileged"));
  EXPECT_THAT(exemption.match.images, ElementsAre("registry.example.com/vision/*"));
  EXPECT_EQ(exemption.ticket, "OPS-1234");
  EXPECT_EQ(exemption.approved_by, "dave");
  EXPECT_EQ(to_rfc3339(exemption.expires), "2026-12-01T00:00:00.000Z");
}

TEST(ExemptionDocument, HasPoliciesAReasonAndAnEnd) {
  EXPECT_THAT(mistakes(with("  match: {teams: [vision]}\n")),
              ElementsAre(HasSubstr("expires is missing"), HasSubstr("policies is missing"), HasSubstr("reason is missing")));
  EXPECT_THAT(mistakes(with("  policies: [baseline]\n  reason: \"\"\n  expires: soon\n")),
              ElementsAre(HasSubstr("reason must be text, not \"\""), HasSubstr("expires must be a time like")));
}

TEST(ExemptionDocument, NamesPoliciesThatExist) {
  EXPECT_THAT(wrong("[basline]"), ElementsAre(HasSubstr("unknown policy \"basline\" (did you mean \"baseline\"?)")));
  EXPECT_THAT(wrong("[]"), ElementsAre(HasSubstr("policies must not be empty")));
  EXPECT_THAT(wrong("[\"base*\"]"), IsEmpty());
}

TEST(ExemptionDocument, CannotConcernWhatEverythingElseStandsOn) {
  for (const std::string rule : {"required-labels", "immutable-labels", "team-namespaces", "gpu-request"}) {
    EXPECT_THAT(wrong("[" + rule + "]"), ElementsAre(HasSubstr("nothing is exempted from rule " + rule))) << rule;
  }
}

TEST(ExemptionDocument, NamesChecksThatItsPoliciesHave) {
  EXPECT_THAT(wrong("[baseline]\n  checks: [privilegd]"),
              ElementsAre(HasSubstr("unknown check \"privilegd\" (did you mean \"privileged\"?)")));
}

TEST(ExemptionDocument, HasGlobsThatCouldMatchSomething) {
  EXPECT_THAT(wrong("[baseline]\n  match: {images: [ubuntu], serviceAccounts: [robot]}"),
              ElementsAre(HasSubstr("images must be an image with its registry"),
                          HasSubstr("serviceAccounts must be a service account as NAMESPACE:NAME")));
}

TEST(ExemptionDocument, IsFromTheWholeOfWhatCountsThePodAsAWhole) {
  EXPECT_THAT(wrong("[gpu-quota]"), IsEmpty());
  EXPECT_THAT(wrong("[gpu-quota]\n  checks: [gpus]"),
              ElementsAre(HasSubstr("rule gpu-quota counts the pod as a whole: leave checks and match.images out")));
  EXPECT_THAT(wrong("[baseline, gpu-quota]\n  match: {images: [\"*\"]}"), ElementsAre(HasSubstr("rule gpu-quota counts")));
  EXPECT_THAT(wrong("[\"*\"]\n  checks: [privileged]"), IsEmpty());
}

TEST(ExemptionDocument, NamesPoolsThatExist) {
  EXPECT_THAT(wrong("[baseline]\n  match: {pools: [kube]}"), ElementsAre(HasSubstr("unknown pool \"kube\"")));
}

TEST(Endings, AreSaidFromTwoWeeksBefore) {
  const auto at = [](std::string_view now) {
    Exemption exemption;
    exemption.name = "debugging";
    exemption.expires = instant_from_rfc3339("2026-12-01T00:00:00Z").value();
    exemption.source = {"exemptions.yaml", 3, 1};
    std::vector<std::string> texts;
    for (const Mistake& caution : endings({exemption}, instant_from_rfc3339(now).value()))
      texts.push_back(to_text(caution, "warning"));
    return texts;
  };
  EXPECT_THAT(at("2026-11-16T23:59:59.999Z"), IsEmpty());
  EXPECT_THAT(at("2026-11-17T00:00:00Z"), ElementsAre(HasSubstr("exemption debugging ends 2026-12-01T00:00:00.000Z")));
  EXPECT_THAT(
      at("2026-12-01T00:00:00Z"),
      ElementsAre("exemptions.yaml:3:1: warning: exemption debugging is over since 2026-12-01T00:00:00.000Z: it does nothing, "
                  "take it out"));
}

}  // namespace
}  // namespace tollgate::policy
