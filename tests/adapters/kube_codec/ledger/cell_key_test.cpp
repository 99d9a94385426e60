#include "adapters/kube_codec/ledger/cell_key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tollgate::kube_codec {
namespace {

TEST(CellKey, IsItsNamesWithBarsBetween) {
  const quota::CellKey key{"vision", "alice", "training", "normal", "kube", "nvidia.com/gpu"};
  EXPECT_EQ(text_of(key), "vision|alice|training|normal|kube|nvidia.com/gpu");
  EXPECT_EQ(cell_key_of(text_of(key)), key);
}

TEST(CellKey, LetsNoNameReachIntoItsNeighbour) {
  const quota::CellKey key{"vision", "alice|training", "50%", "", "model/a", "\xC3\xA9\n"};
  EXPECT_EQ(text_of(key), "vision|alice%7Ctraining|50%25||model/a|%C3%A9%0A");
  EXPECT_EQ(cell_key_of(text_of(key)), key);
}

TEST(CellKey, IsNothingElse) {
  for (const char* text : {"", "vision", "a|b|c|d|e", "a|b|c|d|e|f|g", "a|b|c|d|e|%", "a|b|c|d|e|%4", "a|b|c|d|e|%zz"}) {
    EXPECT_EQ(cell_key_of(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(CellKey, ComesBackWhateverIsInItsNames, ()) {
  const auto name = rc::gen::arbitrary<std::string>();
  const quota::CellKey key{*name, *name, *name, *name, *name, *name};
  RC_ASSERT(cell_key_of(text_of(key)) == key);
}

}  // namespace
}  // namespace tollgate::kube_codec
