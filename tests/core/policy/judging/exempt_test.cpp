#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::creating;
using fakes::RequestBuilder;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant kNow = instant_from_rfc3339("2026-11-22T10:00:00Z").value();

Exemption an_exemption(std::string name = "debugging") {
  Exemption exemption;
  exemption.name = std::move(name);
  exemption.policies = {"baseline"};
  exemption.expires = kNow + std::chrono::hours{1};
  return exemption;
}

RequestBuilder privileged_pod() {
  return creating(a_pod().privileged().host_network().labelled("team", "vision").labelled("user", "alice"));
}

Decision decided(std::vector<Exemption> exemptions, RequestBuilder request, Mode mode = Mode::kEnforce) {
  Site site = fakes::a_site().pod_security("baseline", mode);
  site.exemptions = std::move(exemptions);
  return decide(site, {}, request.request(), Phase::kValidate, kNow);
}

std::vector<std::string> checks_of(const Decision& decision) {
  std::vector<std::string> checks;
  for (const Problem& problem : decision.problems) checks.push_back(problem.check);
  return checks;
}

TEST(Exemption, SilencesAllChecksOfItsPolicies) {
  const Decision decision = decided({an_exemption()}, privileged_pod());
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.warnings, IsEmpty());
  EXPECT_THAT(decision.exemptions, ElementsAre("debugging"));
}

TEST(Exemption, SilencesOnlyTheChecksItNames) {
  Exemption exemption = an_exemption();
  exemption.checks = {"privileged"};
  const Decision decision = decided({exemption}, privileged_pod());
  EXPECT_THAT(checks_of(decision), ElementsAre("hostNamespaces"));
  EXPECT_THAT(decision.exemptions, ElementsAre("debugging"));
}

TEST(Exemption, SilencesOnlyThePoliciesItNames) {
  Exemption exemption = an_exemption();
  exemption.policies = {"restricted", "pod-security"};
  const Decision decision = decided({exemption}, privileged_pod());
  EXPECT_FALSE(decision.allowed);
  EXPECT_THAT(decision.exemptions, IsEmpty());
}

TEST(Exemption, NamesPoliciesByGlob) {
  Exemption exemption = an_exemption();
  exemption.policies = {"base*"};
  EXPECT_TRUE(decided({exemption}, privileged_pod()).allowed);
}

TEST(Exemption, ConcernsOnlyWhatItsMatchDoes) {
  Exemption exemption = an_exemption();
  exemption.match.users = {"bob"};
  EXPECT_FALSE(decided({exemption}, privileged_pod()).allowed);
  exemption.match.users = {"bob", "al*"};
  EXPECT_TRUE(decided({exemption}, privileged_pod()).allowed);
}

TEST(Exemption, DoesNothingWhenItIsOver) {
  Exemption exemption = an_exemption();
  exemption.expires = kNow;
  EXPECT_FALSE(decided({exemption}, privileged_pod()).allowed);
  exemption.expires = kNow + Duration{1};
  EXPECT_TRUE(decided({exemption}, privileged_pod()).allowed);
}

TEST(Exemption, ByImageSilencesOnlyWhatIsWrongInsideSuchContainers) {
  const auto pod = [] {
    return creating(a_pod()
                        .container("debugger")
                        .image("registry.example.com/base/nsight:1")
                        .privileged()
                        .container("main")
                        .image("registry.example.com/base/nccl:1")
                        .privileged()
                        .host_network()
                        .labelled("team", "vision")
                        .labelled("user", "alice"));
  };
  Exemption exemption = an_exemption();
  exemption.match.images = {"registry.example.com/base/nsight:*"};
  const Decision decision = decided({exemption}, pod());
  ASSERT_THAT(checks_of(decision), testing::UnorderedElementsAre("hostNamespaces", "privileged"));
  for (const Problem& problem : decision.problems) EXPECT_NE(problem.subject, "debugger");
}

TEST(Exemption, ByImageIsNotFooledByAContainerOfTheSameName) {
  const auto pod = [] {
    return creating(a_pod()
                        .container("main")
                        .image("registry.example.com/base/nsight:1")
                        .container("main")
                        .image("registry.example.com/base/nccl:1")
                        .privileged()
                        .labelled("team", "vision")
                        .labelled("user", "alice"));
  };
  Exemption exemption = an_exemption();
  exemption.match.images = {"registry.example.com/base/nsight:*"};
  EXPECT_FALSE(decided({exemption}, pod()).allowed);
}

TEST(Exemption, IsNotUsedWhereNothingIsWrong) {
  EXPECT_THAT(decided({an_exemption()}, creating(a_pod().labelled("team", "vision").labelled("user", "alice"))).exemptions,
              IsEmpty());
}

TEST(Exemption, IsNotUsedForWhatAnUpdateDidNotChange) {
  const auto old = [] { return a_pod().privileged().labelled("team", "vision").labelled("user", "alice"); };
  const Decision decision = decided({an_exemption()}, creating(old()).replacing(old()));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.exemptions, IsEmpty());
}

TEST(Exemption, ThatWasUsedIsNamedOnceEach) {
  Exemption privileged = an_exemption("b");
  privileged.checks = {"privileged"};
  EXPECT_THAT(decided({privileged, an_exemption("a")}, privileged_pod()).exemptions, ElementsAre("a", "b"));
}

TEST(Exemption, SilencesWarningsToo) {
  EXPECT_THAT(decided({an_exemption()}, privileged_pod(), Mode::kWarn).warnings, IsEmpty());
}

TEST(Exemption, CoversNoRuleThatOthersStandOn) {
  Exemption exemption = an_exemption();
  exemption.policies = {"*"};
  const Decision decision = decided({exemption}, creating(a_pod().labelled("team", "speech").labelled("user", "bob")));
  EXPECT_FALSE(decision.allowed);
  EXPECT_THAT(decision.exemptions, IsEmpty());
}

}  // namespace
}  // namespace tollgate::policy
