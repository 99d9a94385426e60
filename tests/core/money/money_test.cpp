#include "core/money/money.h"

#include <gtest/gtest.h>

#include <string>

namespace tollgate::money {
namespace {

TEST(Money, IsReadExactly) {
  EXPECT_EQ(Money::parse("120000")->count(), 120'000'000'000);
  EXPECT_EQ(Money::parse("9.00")->count(), 9'000'000);
  EXPECT_EQ(Money::parse("0.1")->count(), 100'000);
  EXPECT_EQ(Money::parse("0.000001")->count(), 1);
  EXPECT_EQ(Money::parse("0")->count(), 0);
  EXPECT_EQ(Money::parse("1000000000000")->count(), 1'000'000'000'000'000'000);
}

TEST(Money, IsNothingElseThanAPlainDecimal) {
  for (const std::string& text : {std::string{}, std::string{"-1"}, std::string{"+1"}, std::string{"1e3"}, std::string{"1,5"},
                                  std::string{"1."}, std::string{".5"}, std::string{"1.2.3"}, std::string{"0x10"},
                                  std::string{"0644"}, std::string{"1_000"}, std::string{" 1"}, std::string{"1.0000001"},
                                  std::string{"1000000000001"}, std::string(10'000, '9'), "1." + std::string(10'000, '9')}) {
    EXPECT_FALSE(Money::parse(text)) << text.substr(0, 20);
  }
}

TEST(Money, SaysWhatIsWrong) {
  EXPECT_EQ(Money::parse("1e3").error().message, "\"1e3\" is not an amount of money: amounts look like 120000 or 9.00");
  EXPECT_EQ(Money::parse("1.0000001").error().message, "\"1.0000001\" is not an amount of money: at most six decimals");
}

TEST(Money, IsShownWithTwoDecimalsOrMore) {
  EXPECT_EQ(Money::parse("9")->to_text(), "9.00");
  EXPECT_EQ(Money::parse("98.32")->to_text(), "98.32");
  EXPECT_EQ(Money::parse("0.0125")->to_text(), "0.0125");
}

}  // namespace
}  // namespace tollgate::money
