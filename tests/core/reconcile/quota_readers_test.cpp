#include "core/reconcile/quota_readers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::reconcile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

policy::Team team(std::string name, std::string parent = {}) {
  policy::Team team;
  team.name = std::move(name);
  team.parent = std::move(parent);
  team.quota.emplace();
  return team;
}

policy::Site site_of(std::vector<policy::Team> teams) {
  policy::Site site;
  site.teams = std::move(teams);
  return site;
}

TEST(QuotaReaders, AreTheMembersOfTheTeam) {
  policy::Team vision = team("vision");
  vision.member_admins = {"carol"};
  vision.member_users = {"bob", "alice"};
  vision.member_groups = {"oidc:vision"};
  EXPECT_THAT(quota_readers(site_of({vision})), ElementsAre(QuotaReaders{"vision", {"alice", "bob", "carol"}, {"oidc:vision"}}));
}

TEST(QuotaReaders, AreKnownWithEveryPrefixThatIsStripped) {
  policy::Team vision = team("vision");
  vision.member_users = {"alice"};
  policy::Site site = site_of({vision});
  site.platform.identity.strip_prefixes = {"oidc:", "ldap:"};
  EXPECT_THAT(quota_readers(site), ElementsAre(QuotaReaders{"vision", {"alice", "ldap:alice", "oidc:alice"}, {}}));
}

TEST(QuotaReaders, AreThePlatformsAdminsForAllTeams) {
  policy::Site site;
  site.platform.admin_groups = {"platform-admins"};
  EXPECT_THAT(quota_readers(site), ElementsAre(QuotaReaders{"", {}, {"platform-admins"}}));
}

TEST(QuotaReaders, AreNobodyWhereThereIsNothingToRead) {
  policy::Team lab = team("lab");
  lab.quota.reset();
  lab.member_users = {"alice"};
  EXPECT_THAT(quota_readers(site_of({lab, team("nobodys")})), IsEmpty());
  lab.parent = "nobodys";
  EXPECT_THAT(quota_readers(site_of({lab, team("nobodys")})), ElementsAre(QuotaReaders{"lab", {"alice"}, {}}))
      << "counted with its root";
}

TEST(ReaderChanges, AreWhatDiffers) {
  const QuotaReaders admins{"", {}, {"admins"}};
  const QuotaReaders vision{"vision", {"alice"}, {}};
  const QuotaReaders speech{"speech", {"erin"}, {}};
  const auto changes = plan_readers({admins, vision}, {{"vision", {"mallory"}, {}}, speech, admins});
  EXPECT_THAT(changes.grant, ElementsAre(vision));
  EXPECT_THAT(changes.revoke, ElementsAre("speech"));
  EXPECT_THAT(plan_readers({}, {admins}).revoke, ElementsAre(""));
}

}  // namespace
}  // namespace tollgate::reconcile
