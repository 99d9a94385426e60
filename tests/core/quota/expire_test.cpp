#include "core/quota/expire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using std::chrono::seconds;

TEST(Expire, AReservationLivesAtLeastItsTime) {
  std::vector<Reservation> reservations{{a_pod_charge().of("research"), 0}, {a_pod_charge().of("research"), 20}};
  expire(reservations, seconds{10}, seconds{30});
  EXPECT_EQ(reservations.size(), 2U) << "30 s old at most";
  expire(reservations, seconds{1}, seconds{30});
  ASSERT_EQ(reservations.size(), 1U);
  EXPECT_EQ(reservations[0].age, 11);
}

TEST(Expire, NoTimeNoChange) {
  std::vector<Reservation> reservations{{a_pod_charge().of("research"), 30}};
  const auto before = reservations;
  expire(reservations, seconds{0}, seconds{30});
  EXPECT_EQ(reservations, before);
}

}  // namespace
}  // namespace tollgate::quota
