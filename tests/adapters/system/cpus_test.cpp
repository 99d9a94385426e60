#include "adapters/system/cpus.h"

#include <gtest/gtest.h>

namespace tollgate::system {
namespace {

TEST(Cpus, OfAQuotaAreRoundedUp) {
  EXPECT_EQ(cpus_of_quota("200000 100000\n"), 2);
  EXPECT_EQ(cpus_of_quota("150000 100000"), 2);
  EXPECT_EQ(cpus_of_quota("5000 100000"), 1);
}

TEST(Cpus, AreNotLimitedByAQuotaThatIsNone) {
  EXPECT_EQ(cpus_of_quota("max 100000\n"), std::nullopt);
  EXPECT_EQ(cpus_of_quota(""), std::nullopt);
  EXPECT_EQ(cpus_of_quota("1 0"), std::nullopt);
}

TEST(Cpus, AreAtLeastOne) { EXPECT_GE(usable_cpus(), 1); }

}  // namespace
}  // namespace tollgate::system
