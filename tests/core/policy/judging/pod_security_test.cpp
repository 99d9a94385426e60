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
using testing::SizeIs;

std::vector<Problem> problems(RequestBuilder request) {
  return decide(a_site().pod_security("baseline"), {}, request.request(), Phase::kValidate, Instant{}).problems;
}

PodBuilder with_privileged_containers(int count) {
  PodBuilder pod = a_pod().labelled("team", "vision").labelled("user", "alice");
  for (int i = 0; i < count; ++i) pod.container("c" + std::to_string(i)).privileged();
  return pod;
}

TEST(PodSecurity, FixesATemplateWhereItStands) {
  const std::vector<Problem> found = problems(creating("Deployment", with_privileged_containers(1)));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].field, "spec.template.spec.containers[c0].securityContext.privileged");
  EXPECT_EQ(found[0].fix, "spec.template.spec.containers[c0].securityContext.privileged: false");
}

TEST(PodSecurity, CountsWhatNobodyWouldReadToTheEnd) {
  const std::vector<Problem> found = problems(creating(with_privileged_containers(1000)));
  ASSERT_THAT(found, SizeIs(101));
  EXPECT_EQ(found.back().text, "the pod has 900 more problems of this kind");
}

TEST(PodSecurity, BlamesAnUpdateForOneMoreThanItReports) {
  EXPECT_THAT(problems(creating(with_privileged_containers(1000)).replacing(with_privileged_containers(1000))), SizeIs(0));
  EXPECT_THAT(problems(creating(with_privileged_containers(1001)).replacing(with_privileged_containers(1000))), SizeIs(1));
}

}  // namespace
}  // namespace tollgate::policy
