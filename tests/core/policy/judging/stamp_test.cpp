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
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kJobController = "system:serviceaccount:kube-system:job-controller";
constexpr std::string_view kDeploymentController = "system:serviceaccount:kube-system:deployment-controller";

Decision mutate(const Site& site, RequestBuilder request) {
  return decide(site, ClusterView{}, request.request(), Phase::kMutate, Instant{});
}
Decision mutate(RequestBuilder request) { return mutate(a_site(), std::move(request)); }

// "key=value", with the base pointer before it where there is one.
std::vector<std::string> stamps(const Decision& decision) {
  std::vector<std::string> texts;
  for (const PlacedEdit& placed : decision.edits) {
    const auto& label = std::get<SetLabel>(placed.edit);
    texts.push_back((placed.base.empty() ? "" : placed.base + " ") + label.key + "=" + label.value);
  }
  return texts;
}

PodBuilder stamped(std::string_view user) { return a_pod().labelled("team", "vision").labelled("user", user); }

TEST(Stamp, WritesTeamAndCallerOnAPodThatLacksThem) {
  const Decision decision = mutate(creating(a_pod()).by("oidc:alice@example.com"));
  EXPECT_THAT(stamps(decision), ElementsAre("team=vision", "user=alice"));
  EXPECT_EQ(decision.team, "vision");
  EXPECT_EQ(decision.user, "alice");
}

TEST(Stamp, FillsAnEmptyLabelAndKeepsAnotherValue) {
  EXPECT_THAT(stamps(mutate(creating(a_pod().labelled("team", "").labelled("user", "bob")))), ElementsAre("team=vision"));
}

TEST(Stamp, InfersTheJobTypeFromTheOwnersKindThenFromTheDefault) {
  EXPECT_THAT(stamps(mutate(creating(a_pod().gpus("1").owned_by("Notebook", "n")))),
              ElementsAre("team=vision", "user=alice", "job_type=interactive"));
  EXPECT_THAT(stamps(mutate(a_site().default_job_type("training"), creating(a_pod().gpus("1")))),
              ElementsAre("team=vision", "user=alice", "job_type=training"));
}

TEST(Stamp, GivesAPodWithoutGpusNoDefaultAndNoForbiddenJobType) {
  EXPECT_THAT(stamps(mutate(a_site().default_job_type("training"), creating(a_pod()))), ElementsAre("team=vision", "user=alice"));
  EXPECT_THAT(stamps(mutate(creating(a_pod().owned_by("Notebook", "n")).in("speech"))), ElementsAre("team=speech", "user=alice"));
}

TEST(Stamp, LeavesUnmappedAndInfrastructureNamespacesAlone) {
  EXPECT_THAT(stamps(mutate(creating(a_pod().gpus("1")).in("elsewhere"))), IsEmpty());
  EXPECT_THAT(stamps(mutate(creating(a_pod()).in("kube-system"))), IsEmpty());
}

TEST(Stamp, NeverTouchesThePodsOfAnUpdate) { EXPECT_THAT(stamps(mutate(creating(a_pod()).replacing(a_pod()))), IsEmpty()); }

TEST(Stamp, BelievesATrustedControllersLabelAndElseSaysUnknown) {
  EXPECT_THAT(stamps(mutate(creating(stamped("bob")).by(kJobController))), IsEmpty());
  EXPECT_THAT(stamps(mutate(creating(a_pod()).by(kJobController))), ElementsAre("team=vision", "user=unknown"));
}

TEST(Stamp, TakesTheUserFromTheAnnotationATrustedControllerWrites) {
  const SiteBuilder site = a_site().trusted({"system:serviceaccount:jhub:hub", "hub.jupyter.org/username", "interactive"});
  const PodBuilder pod = a_pod().gpus("1").annotated("hub.jupyter.org/username", "oidc:carol@example.com");
  EXPECT_THAT(stamps(mutate(site, creating(pod).by("system:serviceaccount:jhub:hub"))),
              ElementsAre("team=vision", "user=carol", "job_type=interactive"));
}

TEST(Stamp, LeavesTheUserOutWhenTheCallerHasNoNameHere) {
  EXPECT_THAT(stamps(mutate(creating(a_pod()).by("system:admin"))), ElementsAre("team=vision"));
}

TEST(StampWorkload, WritesIntoTheTemplate) {
  EXPECT_THAT(stamps(mutate(creating("Deployment", a_pod()).by("oidc:alice"))),
              ElementsAre("/spec/template team=vision", "/spec/template user=alice", "/spec/template job_type=inference"));
  EXPECT_THAT(stamps(mutate(creating("CronJob", stamped("alice")))), IsEmpty());
}

TEST(StampWorkload, PrefersTheOwnersKindToItsOwn) {
  EXPECT_THAT(stamps(mutate(creating("Deployment", stamped("alice")).owned_by("Notebook", "n"))),
              ElementsAre("/spec/template job_type=interactive"));
}

TEST(StampWorkload, IsLeftAloneWhenTheUpdateKeepsTheTemplate) {
  EXPECT_THAT(stamps(mutate(creating("Deployment", a_pod().container("c")).replacing(a_pod().container("c")))), IsEmpty());
}

TEST(StampWorkload, GivesAnOldTemplateLabelsWhenTheUpdateChangesIt) {
  EXPECT_THAT(stamps(mutate(creating("StatefulSet", a_pod().container("new")).replacing(a_pod().container("old")))),
              ElementsAre("/spec/template team=vision", "/spec/template user=alice"));
}

TEST(StampWorkload, PutsBackWhatAnUpdateDropped) {
  const PodBuilder before = stamped("bob").labelled("job_type", "training");
  EXPECT_THAT(stamps(mutate(creating("Deployment", a_pod()).replacing(before).by("oidc:alice"))),
              ElementsAre("/spec/template team=vision", "/spec/template user=bob", "/spec/template job_type=training"));
}

TEST(StampWorkload, KeepsWhatTheDeploymentControllerCopied) {
  EXPECT_THAT(stamps(mutate(creating("ReplicaSet", stamped("bob").labelled("job_type", "inference")).by(kDeploymentController))),
              IsEmpty());
}

}  // namespace
}  // namespace tollgate::policy
