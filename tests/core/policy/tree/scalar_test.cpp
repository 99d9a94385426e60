#include <gtest/gtest.h>

#include "core/policy/tree/node_json.h"
#include "core/policy/tree/scalar.h"

namespace tollgate::policy {
namespace {

Node plain(std::string text) { return {.kind = Node::Kind::kScalar, .text = std::move(text)}; }
Node quoted(std::string text) { return {.kind = Node::Kind::kScalar, .text = std::move(text), .quoted = true}; }

TEST(Scalar, MeansWhatItMeansToKubectl) {
  EXPECT_EQ(to_json(plain("true")), "true");
  EXPECT_EQ(to_json(plain("no")), "false");
  EXPECT_EQ(to_json(plain("~")), "null");
  EXPECT_EQ(to_json(plain("16")), "16");
  EXPECT_EQ(to_json(plain("-1")), "-1");
  EXPECT_EQ(to_json(plain("1_000")), "1000");
  EXPECT_EQ(to_json(plain("0644")), "420");
  EXPECT_EQ(to_json(plain("0x1F")), "31");
  EXPECT_EQ(to_json(plain("0b101")), "5");
  EXPECT_EQ(to_json(plain("1.50")), "1.5");
  EXPECT_EQ(to_json(plain(".5")), "0.5");
  EXPECT_EQ(to_json(plain("1e3")), "1000");
}

TEST(Scalar, TextStaysText) {
  EXPECT_EQ(to_json(plain("500m")), R"("500m")");
  EXPECT_EQ(to_json(plain("8Gi")), R"("8Gi")");
  EXPECT_EQ(to_json(plain("1.2.3")), R"("1.2.3")");
  EXPECT_EQ(to_json(plain("-")), R"("-")");
  EXPECT_EQ(to_json(plain(".")), R"(".")");
  EXPECT_EQ(to_json(plain("2026-11-22")), R"("2026-11-22")");
  EXPECT_EQ(to_json(plain("0x")), R"("0x")");
  EXPECT_EQ(to_json(plain("08")), "8");
  EXPECT_EQ(to_json(quoted("true")), R"("true")");
  EXPECT_EQ(to_json(quoted("16")), R"("16")");
  EXPECT_EQ(to_json(quoted("")), R"("")");
}

TEST(Scalar, IntegersBeyond64BitsBecomeFloatsAndNoCrash) {
  EXPECT_EQ(to_json(plain("9223372036854775807")), "9223372036854775807");
  EXPECT_EQ(to_json(plain("18446744073709551616")), "1.8446744073709552e+19");
  EXPECT_EQ(to_json(plain("1e999")), R"("1e999")");
  EXPECT_EQ(integer_value(plain("9223372036854775808")), std::nullopt);
}

TEST(NodeJson, EscapesAndKeepsTheOrder) {
  Node map{.kind = Node::Kind::kMapping};
  map.entries.push_back({quoted("b\"\n"), quoted("tab\t\\")});
  map.entries.push_back({plain("1"), Node{.kind = Node::Kind::kSequence, .items = {plain("x"), Node{}}}});
  EXPECT_EQ(to_json(map), R"({"b\"\u000a":"tab\u0009\\","1":["x",null]})");
}

}  // namespace
}  // namespace tollgate::policy
