#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::a_site;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using fakes::SiteBuilder;
using ::testing::HasSubstr;

std::string denial(const Site& site, RequestBuilder request) {
  return denial_text(decide(site, ClusterView{}, request.request(), Phase::kValidate, Instant{}));
}
std::string denial(RequestBuilder request) { return denial(a_site(), std::move(request)); }

PodBuilder alices() { return a_pod().labelled("team", "vision").labelled("user", "alice"); }
PodBuilder bobs() { return a_pod().labelled("team", "vision").labelled("user", "bob"); }

TEST(RequiredLabels, AreEnoughWhenTheyNameTheTeamAndTheCaller) {
  EXPECT_EQ(denial(creating(alices())), "");
  EXPECT_EQ(denial(creating(alices().gpus("1").labelled("job_type", "training"))), "");
}

TEST(RequiredLabels, AllMissingOnesAreNamedWithWhatWouldPass) {
  EXPECT_EQ(denial(creating(a_pod().gpus("1"))),
            "admission denied by tollgate (3 problems)\n"
            "[required-labels] metadata.labels.team is missing. Fix: metadata.labels.team: vision.\n"
            "[required-labels] metadata.labels.user is missing. Fix: metadata.labels.user: alice.\n"
            "[required-labels] metadata.labels.job_type is missing, and pods that ask for GPUs need it. "
            "Fix: metadata.labels.job_type: inference or interactive or training.\n"
            "policies/teams/vision.yaml:14");
}

TEST(RequiredLabels, RefuseAnotherTeamsName) {
  EXPECT_THAT(
      denial(creating(a_pod().labelled("team", "speech").labelled("user", "alice"))),
      HasSubstr("metadata.labels.team \"speech\" is not the team of namespace vision. Fix: metadata.labels.team: vision."));
}

TEST(RequiredLabels, RefuseSomebodyElsesName) {
  EXPECT_THAT(denial(creating(bobs())),
              HasSubstr("metadata.labels.user \"bob\" is not the caller, alice. Fix: metadata.labels.user: alice."));
}

TEST(RequiredLabels, SayWhyACallerHasNoName) {
  EXPECT_THAT(denial(creating(alices()).by("system:admin")),
              HasSubstr("metadata.labels.user cannot be right: the caller \"system:admin\" has no user name here"));
}

TEST(RequiredLabels, BelieveATrustedController) {
  EXPECT_EQ(denial(creating(bobs()).by("system:serviceaccount:kube-system:job-controller")), "");
}

TEST(RequiredLabels, HoldATrustedControllerToTheAnnotationItWrites) {
  const SiteBuilder site = a_site().trusted({"system:serviceaccount:jhub:hub", "hub.jupyter.org/username", ""});
  EXPECT_THAT(denial(site, creating(bobs().annotated("hub.jupyter.org/username", "carol")).by("system:serviceaccount:jhub:hub")),
              HasSubstr("\"bob\" is not the user system:serviceaccount:jhub:hub vouches for, carol"));
}

TEST(RequiredLabels, RefuseAJobTypeThatIsUnknownOrNotTheTeams) {
  EXPECT_THAT(denial(creating(alices().labelled("job_type", "trainig"))), HasSubstr("\"trainig\" is not a job type"));
  const PodBuilder pod = a_pod().labelled("team", "speech").labelled("user", "alice").gpus("1").labelled("job_type", "training");
  EXPECT_THAT(denial(creating(pod).in("speech")),
              HasSubstr("\"training\" is not allowed for team speech. Fix: metadata.labels.job_type: inference."));
}

TEST(RequiredLabels, RefuseGpuPodsInNamespacesOfNoTeam) {
  EXPECT_THAT(denial(creating(a_pod().gpus("1")).in("elsewhere")),
              HasSubstr("namespace elsewhere belongs to no team, and pods that ask for GPUs are refused there"));
  EXPECT_EQ(denial(creating(a_pod()).in("elsewhere")), "");
  EXPECT_EQ(denial(a_site().unmapped(Unmapped::kAllow, Unmapped::kAllow), creating(a_pod().gpus("1")).in("elsewhere")), "");
  EXPECT_THAT(denial(a_site().unmapped(Unmapped::kDeny, Unmapped::kDeny), creating(a_pod()).in("elsewhere")),
              HasSubstr("and pods are refused there"));
}

TEST(RequiredLabels, KnowGpusUnderAnyOfTheirNames) {
  for (const char* resource : {"nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "amd.com/gpu", "gpu.intel.com/i915", "habana.ai/gaudi",
                               "deviceclass.resource.kubernetes.io/gpu.nvidia.com"}) {
    EXPECT_NE(denial(creating(alices().requests(resource, "1"))), "") << resource;
    EXPECT_NE(denial(creating(alices().container("i", model::ContainerKind::kInit).limits(resource, "1"))), "") << resource;
  }
  EXPECT_NE(denial(creating(alices().gpus("what"))), "");
  EXPECT_EQ(denial(creating(alices().gpus("0"))), "");
  EXPECT_EQ(denial(creating(alices().limits("cpu", "1").limits("example.com/gpu", "1"))), "");
}

TEST(RequiredLabels, RefuseAForeignUserInATemplate) {
  EXPECT_THAT(denial(creating("Deployment", bobs())), HasSubstr("spec.template.metadata.labels.user \"bob\" is not the caller"));
  EXPECT_THAT(denial(creating("CronJob", bobs())), HasSubstr("spec.jobTemplate.spec.template.metadata.labels.user \"bob\""));
}

TEST(RequiredLabels, LetAnybodyUpdateAStampedWorkloadOrBecomeItsUser) {
  EXPECT_EQ(denial(creating("Deployment", bobs().container("new")).replacing(bobs())), "");
  EXPECT_EQ(denial(creating("Deployment", alices()).replacing(bobs())), "");
  EXPECT_THAT(denial(creating("Deployment", bobs()).replacing(alices())), HasSubstr("\"bob\" is not the caller"));
}

TEST(RequiredLabels, AskNothingWhereTheSiteHasNoJobTypes) {
  Site site = a_site();
  site.platform.job_types.clear();
  EXPECT_EQ(denial(site, creating(alices().gpus("1"))), "");
}

}  // namespace
}  // namespace tollgate::policy
