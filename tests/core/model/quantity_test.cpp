#include "core/model/quantity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::model {
namespace {

struct Row {
  std::string_view text;
  std::int64_t ceil;
  std::string_view canonical;
};

// Kubernetes' own parser gives these values and texts.
TEST(Quantity, ReadsWhatKubernetesReads) {
  constexpr std::int64_t kMax = 9223372036854775807;
  for (const Row& row : std::initializer_list<Row>{
           {"0", 0, "0"},
           {"00", 0, "0"},
           {"+0", 0, "0"},
           {"-0", 0, "0"},
           {"0Ki", 0, "0"},
           {"0e0", 0, "0"},
           {"-", 0, "0"},
           {"+", 0, "0"},
           {".", 0, "0"},
           {"Ki", 0, "0"},
           {"e3", 0, "0"},
           {"5", 5, "5"},
           {"+5", 5, "5"},
           {"00005", 5, "5"},
           {"1.", 1, "1"},
           {"1.G", 1'000'000'000, "1G"},
           {".5", 1, "500m"},
           {"1e3", 1000, "1e3"},
           {"1E3", 1000, "1e3"},
           {"1e+3", 1000, "1e3"},
           {"1.5e3", 1500, "1500"},
           {"1E", 1'000'000'000'000'000'000, "1E"},
           {"1Ei", std::int64_t{1} << 60, "1Ei"},
           {"1e-3", 1, "1e-3"},
           {"1e-10", 1, "1e-9"},
           {"0.1", 1, "100m"},
           {"1500m", 2, "1500m"},
           {"1000m", 1, "1"},
           {"0.9999", 1, "999900u"},
           {"1.0001", 2, "1000100u"},
           {"0.0001", 1, "100u"},
           {"1u", 1, "1u"},
           {"1n", 1, "1n"},
           {"3.001n", 1, "4n"},
           {"1.5Gi", 1610612736, "1536Mi"},
           {"0.5Gi", 536870912, "512Mi"},
           {"0.1Ki", 103, "102400m"},
           {"1024Mi", 1073741824, "1Gi"},
           {"2048Ki", 2097152, "2Mi"},
           {"1.23456789Gi", 1325607179, "1325607178060431360n"},
           {"7Ei", 8070450532247928832, "7Ei"},
           {"8Ei", kMax, "9223372036854775807"},
           {"9Ei", kMax, "9223372036854775807"},
           {"9223372036854775807Ki", kMax, "9223372036854775807"},
           {"-9Ei", -kMax, "-9223372036854775807"},
           {"9223372036854775808", kMax, "9223372036854775808"},  // above int64: exact, and ceil stops at the limit
           {"12E", kMax, "12E"},
           {"100E", kMax, "100E"},
           {"1e19", kMax, "10e18"},
           {"-1", -1, "-1"},
           {"-1Gi", -1073741824, "-1Gi"},
           {"-1.5", -1, "-1500m"},
       }) {
    const auto quantity = Quantity::parse(row.text);
    ASSERT_TRUE(quantity.ok()) << row.text;
    EXPECT_EQ(quantity->ceil(), row.ceil) << row.text;
    EXPECT_EQ(quantity->to_text(), row.canonical) << row.text;
  }
}

TEST(Quantity, RefusesWhatKubernetesRefuses) {
  for (const char* text : {"",      ".5i",   "1i",   "1K",   "1ki", "1KI",   "1MiB",
                           "1_000", "1,000", "0x10", "NaN",  "Inf", "1.1.1", "1e3k",
                           "1e3e3", "--5",   "1e",   "1eE3", " 1",  "1 ",    "1e9223372036854775808"}) {
    EXPECT_EQ(Quantity::parse(text).error().code, ErrorCode::kInvalid) << text;
  }
}

TEST(Quantity, RefusesWhatOnlyWastesTime) {
  for (const std::string& text : {std::string{"1e100"}, std::string{"1e41"}, std::string{"1e1000000"},
                                  std::string{"1e2147483648"}, std::string{"1e-2147483648"}, std::string{"1e30"},
                                  std::string{"1000000000000E"}, std::string(10'000, '9'), "0." + std::string(10'000, '1')}) {
    const auto quantity = Quantity::parse(text);
    ASSERT_FALSE(quantity.ok()) << text.substr(0, 80);
    EXPECT_LT(quantity.error().message.size(), 160U);
  }
}

TEST(Quantity, RoundsToMilliAwayFromZeroAsTheApiServerDoes) {
  EXPECT_EQ(Quantity::parse("0.9999").value().rounded_to_milli(), Quantity::of(1));
  EXPECT_EQ(Quantity::parse("1.0001").value().rounded_to_milli().to_text(), "1001m");
  EXPECT_EQ(Quantity::parse("-0.0001").value().rounded_to_milli().to_text(), "-1m");
  EXPECT_FALSE(Quantity::parse("1u").value().rounded_to_milli().is_integer());
}

TEST(Quantity, AddsExactlyAndKeepsTheLeftFormat) {
  EXPECT_EQ(Quantity::parse("1Gi").value().plus(Quantity::parse("500M").value()).to_text(), "1573741824");
  EXPECT_EQ(Quantity::parse("1500m").value().plus(Quantity::parse("500m").value()).to_text(), "2");
  EXPECT_EQ(Quantity{}.plus(Quantity::parse("1Gi").value()).to_text(), "1Gi");
}

TEST(Quantity, SumsStopAtTheLimitInsteadOfWrapping) {
  Quantity sum = Quantity::parse("9e28").value();
  for (int i = 0; i < 10; ++i) sum = sum.plus(sum);
  EXPECT_EQ(sum, Quantity::parse("1e29").value());
}

TEST(Quantity, ComparesByValueNotByText) {
  EXPECT_EQ(Quantity::parse("1Gi").value(), Quantity::parse("1024Mi").value());
  EXPECT_LT(Quantity::parse("999m").value(), Quantity::of(1));
  EXPECT_GT(Quantity::parse("1n").value(), Quantity{});
}

}  // namespace
}  // namespace tollgate::model
