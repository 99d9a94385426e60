#include "core/quota/upkeep/mend.h"

#include <gmock/gmock.h>

#include <functional>

#include "core/quota/upkeep/versions.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::IsEmpty;

Ledger counted() {
  Ledger ledger = a_tree().root("research", 64_gpu).uses("research", 8_gpu).holds(a_pod_charge().of("research").gpus(4)).ledger();
  ledger.status.epoch = 3;
  ledger.status.snapshot = "70";
  return ledger;
}

class Mend : public testing::Test {
 protected:
  std::vector<std::string> edits_after(const std::function<void(LedgerStatus&)>& change) {
    Ledger edited = known_;
    change(edited.status);
    const Mended mended = mend(edited, known_.status);
    EXPECT_EQ(mended.ledger, known_);
    return mended.edits;
  }

  Ledger known_ = counted();
};

TEST_F(Mend, PutsBackWhatWasEdited) {
  EXPECT_THAT(edits_after([](LedgerStatus&) {}), IsEmpty());
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.cells.clear(); }), ElementsAre("cells"));
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.snapshot = "99"; }), ElementsAre("snapshotRV"));
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.epoch = 2; }), ElementsAre("epoch"));
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.initialized = false; }), ElementsAre("condition Initialized"));
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.reservations.clear(); }), ElementsAre("1 reservations removed"));
  EXPECT_THAT(edits_after([](LedgerStatus& status) { status.reservations[0].age = 1000; }),
              ElementsAre("1 reservations changed"));
}

TEST_F(Mend, TakesWhatAdmissionAddsForNoEdit) {
  Ledger now = known_;
  now.status.reservations.push_back({a_pod_charge().of("research").gpus(1), 0});
  const Mended mended = mend(now, known_.status);
  EXPECT_EQ(mended.ledger, now);
  EXPECT_THAT(mended.edits, IsEmpty());
}

TEST_F(Mend, LeavesALaterEpochToItsLeader) {
  Ledger now = known_;
  now.status.epoch = 4;
  EXPECT_EQ(mend(now, known_.status).ledger.status.epoch, 4);
}

TEST_F(Mend, TakesALedgerThatHasCountedNothingForAnother) {
  Ledger now = known_;
  now.status = {};
  const Mended mended = mend(now, known_.status);
  EXPECT_EQ(mended.ledger, now);
  EXPECT_THAT(mended.edits, IsEmpty());
}

TEST(Versions, AreNumbersOfAnyLength) {
  EXPECT_TRUE(*is_before("9", "10"));
  EXPECT_FALSE(*is_before("010", "9"));
  EXPECT_TRUE(*is_before("99999999999999999999", "100000000000000000000"));
  EXPECT_EQ(is_before("12x", "9").error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(is_version(""));
}

}  // namespace
}  // namespace tollgate::quota
