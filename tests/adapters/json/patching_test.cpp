#include "adapters/json/patching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::json {
namespace {

TEST(ApplyPatch, ChangesTheDocumentAndKeepsTheOrderOfKeys) {
  EXPECT_EQ(*apply_patch(R"({"b":1,"a":{}})", R"([{"op":"add","path":"/a/x","value":"y"}])"), R"({"b":1,"a":{"x":"y"}})");
}

TEST(ApplyPatch, WorksBelowAPlace) {
  EXPECT_EQ(*apply_patch_at(R"({"request":{"object":{}}})", "/request/object", R"([{"op":"add","path":"/x","value":1}])"),
            R"({"request":{"object":{"x":1}}})");
}

TEST(ApplyPatch, FailsAsAValue) {
  EXPECT_FALSE(apply_patch("{", "[]").ok());
  EXPECT_FALSE(apply_patch("{}", R"([{"op":"remove","path":"/a"}])").ok());
  EXPECT_FALSE(apply_patch_at("{}", "/absent", "[]").ok());
}

TEST(Difference, IsEmptyForEqualDocumentsWhateverTheOrderOfKeys) {
  EXPECT_EQ(*difference(R"({"a":1,"b":2})", R"({"b":2,"a":1})"), "");
  EXPECT_EQ(*difference(R"({"a":1})", R"({"a":2})"), R"({"op":"replace","path":"/a","value":2})");
}

}  // namespace
}  // namespace tollgate::json
