#include "core/policy/judging/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::policy {
namespace {

using ::testing::HasSubstr;

const Identity kOidc{.strip_prefixes = {"oidc:", "oidc:x-"}, .drop_domain = true};

std::string user_of(std::string_view raw, const Identity& identity = kOidc) {
  const Result<std::string> user = canonical_user(raw, identity);
  return user.ok() ? *user : "error: " + user.error().message;
}

TEST(CanonicalUser, LosesTheLongestConfiguredPrefixAndItsDomain) {
  EXPECT_EQ(user_of("oidc:alice@example.com"), "alice");
  EXPECT_EQ(user_of("oidc:x-alice"), "alice");
  EXPECT_EQ(user_of("kubernetes-admin"), "kubernetes-admin");
}

TEST(CanonicalUser, KeepsTheDomainUnlessToldAndThenFitsNoLabel) {
  EXPECT_THAT(user_of("alice@example.com", Identity{}), HasSubstr("\"alice@example.com\" is not a label value"));
}

TEST(CanonicalUser, NamesServiceAccountsByNamespaceAndName) {
  EXPECT_EQ(user_of("system:serviceaccount:flux-system:helm"), "sa.flux-system.helm");
  EXPECT_THAT(user_of("system:serviceaccount:ns:" + std::string(60, 'n')), HasSubstr("not a label value"));
}

TEST(CanonicalUser, RefusesNamesThatWouldCollide) {
  EXPECT_THAT(user_of("oidc:sa.vision.bot"), HasSubstr("service accounts'"));
  EXPECT_THAT(user_of("oidc:unknown@example.com"), HasSubstr("reserved"));
  EXPECT_THAT(user_of("oidc:system:serviceaccount:vision:bot"), HasSubstr("not a label value"));
}

TEST(CanonicalUser, RefusesWhatIsNoLabelValue) {
  for (const char* raw : {"", "oidc:", "oidc:@example.com", "system:admin", "-alice", "alice.", "ali ce", "älice"}) {
    EXPECT_FALSE(canonical_user(raw, kOidc).ok()) << raw;
  }
}

TEST(LabelValue, IsAtMost63Characters) {
  EXPECT_TRUE(is_label_value(std::string(63, 'a')));
  EXPECT_FALSE(is_label_value(std::string(64, 'a')));
}

}  // namespace
}  // namespace tollgate::policy
