#include "adapters/kube_client/team/quota_roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_api_server.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;
using reconcile::QuotaReaders;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr const char* kRoles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
constexpr const char* kBindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

std::string listing(const std::string& items) { return R"({"metadata":{"resourceVersion":"9"},"items":[)" + items + "]}"; }

std::string role(const std::string& name, const std::string& rest) {
  return R"({"metadata":{"name":")" + name +
         R"(","resourceVersion":"7"},"rules":[{"verbs":["get"],"apiGroups":["tollgate.dev"],)" + R"("resources":["teamquotas"])" +
         rest + "}]}";
}

std::string binding(const std::string& name) {
  return R"({"metadata":{"name":")" + name + R"(","resourceVersion":"7"},"subjects":[)" +
         R"({"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"alice"},)"
         R"({"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"oidc:vision"}]})";
}

class QuotaRoleObjects : public testing::Test {
 protected:
  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }
  void have(const std::string& roles, const std::string& bindings) {
    server_.script(std::string{"GET "} + kRoles, {answering(200, listing(roles))});
    server_.script(std::string{"GET "} + kBindings, {answering(200, listing(bindings))});
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
  QuotaRoles roles_{api_};
};

TEST_F(QuotaRoleObjects, LetATeamsMembersReadItsQuotaAlone) {
  server_.script("PATCH /", {answering(200, "{}")});
  ASSERT_TRUE(roles_.grant({"vision", {"alice"}, {"oidc:vision"}}));
  const auto seen = server_.requests("PATCH /");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].target, std::string{kRoles} + "/tollgate:team-quota:vision?fieldManager=tollgate&force=true");
  EXPECT_THAT(seen[0].body,
              HasSubstr(R"("labels":{"app.kubernetes.io/managed-by":"tollgate","app.kubernetes.io/component":"team-quota"})"));
  EXPECT_THAT(seen[0].body, HasSubstr(R"("rules":[{"verbs":["get"],"apiGroups":["tollgate.dev"],"resources":["teamquotas"],)"
                                      R"("resourceNames":["vision"]}])"));
  EXPECT_EQ(seen[1].target, std::string{kBindings} + "/tollgate:team-quota:vision?fieldManager=tollgate&force=true");
  EXPECT_THAT(seen[1].body, HasSubstr(R"("roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",)"
                                      R"("name":"tollgate:team-quota:vision"})"));
  EXPECT_THAT(seen[1].body, HasSubstr(R"({"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"alice"},)"
                                      R"({"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"oidc:vision"})"));
}

TEST_F(QuotaRoleObjects, LetAdminsReadAndListAll) {
  server_.script("PATCH /", {answering(200, "{}")});
  ASSERT_TRUE(roles_.grant({"", {}, {"admins"}}));
  const auto seen = server_.requests("PATCH /");
  EXPECT_THAT(seen[0].target, HasSubstr("/tollgate:team-quotas?"));
  EXPECT_THAT(seen[0].body,
              HasSubstr(R"("rules":[{"verbs":["get","list","watch"],"apiGroups":["tollgate.dev"],"resources":["teamquotas"]}])"));
}

TEST_F(QuotaRoleObjects, AreReadBackWhenTheyAreWholeAndOurs) {
  have(role("tollgate:team-quota:vision", R"(,"resourceNames":["vision"])") + "," + role("somebody-elses", ""),
       binding("tollgate:team-quota:vision") + "," + binding("somebody-elses"));
  EXPECT_THAT(*roles_.list(), UnorderedElementsAre(QuotaReaders{"vision", {"alice"}, {"oidc:vision"}}));
  EXPECT_THAT(server_.requests("GET /")[0].target,
              HasSubstr("labelSelector=app.kubernetes.io%2Fmanaged-by%3Dtollgate%2Capp.kubernetes.io%2Fcomponent%3Dteam-quota"));
}

TEST_F(QuotaRoleObjects, HaveNobodyInThemWhenSomebodyHasChangedThem) {
  have(role("tollgate:team-quota:vision", "") + "," + role("tollgate:team-quota:nlp", R"(,"resourceNames":["nlp"])"),
       binding("tollgate:team-quota:vision") + "," + binding("tollgate:team-quota:speech"));
  EXPECT_THAT(*roles_.list(),
              UnorderedElementsAre(QuotaReaders{"vision", {}, {}}, QuotaReaders{"nlp", {}, {}}, QuotaReaders{"speech", {}, {}}))
      << "a role for all teams, a role without a binding, a binding without a role";
}

TEST_F(QuotaRoleObjects, MayBeGoneAlready) {
  server_.script("DELETE /", {answering(404, R"({"kind":"Status","code":404})")});
  EXPECT_TRUE(roles_.revoke("vision"));
  EXPECT_EQ(server_.requests("DELETE /").size(), 2U);
  server_.script("DELETE /", {answering(403, R"({"kind":"Status","code":403})")});
  EXPECT_EQ(roles_.revoke("vision").error().code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace tollgate::kube_client
