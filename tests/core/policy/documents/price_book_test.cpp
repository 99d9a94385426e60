#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using fakes::mistakes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kTeam = R"(apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: vision}
spec: {budget: {amount: 120000.50, gpuHours: 20000}}
---
)";

std::string book(std::string_view prices, std::string_view name = "prices") {
  return "apiVersion: tollgate.dev/v1alpha1\nkind: PriceBook\nmetadata: {name: " + std::string{name} +
         "}\nspec:\n  currency: USD\n  prices:\n" + std::string{prices} + "---\n";
}

std::string with(const std::string& more) { return std::string{fakes::platform_yaml()} + std::string{kTeam} + more; }

// The mistakes in these prices of one book; its first price stands in line 29.
std::vector<std::string> wrong(std::string_view prices) { return mistakes(with(book(prices))); }

TEST(PriceBook, IsReadExactly) {
  const Site site =
      fakes::site(with(book("    - {model: h100, onDemand: 9.00, from: 2026-01-01, to: 2026-12-01}\n"
                            "    - {model: h100, onDemand: \"8.25\", from: 2026-12-01, to: null}\n"
                            "    - {model: a100, onDemand: 4, from: 2025-01-01}\n")));
  ASSERT_TRUE(site.price_book);
  EXPECT_EQ(site.price_book->currency, "USD");
  ASSERT_EQ(site.price_book->prices.size(), 3U);
  EXPECT_EQ(site.price_book->prices[0].on_demand.count(), 9'000'000);
  EXPECT_EQ(to_date(*site.price_book->prices[0].to), "2026-12-01");
  EXPECT_EQ(site.price_book->prices[1].on_demand.count(), 8'250'000);
  EXPECT_EQ(site.price_book->prices[1].to, std::nullopt);
  EXPECT_EQ(site.find_team("vision")->budget->amount->count(), 120'000'500'000);
}

TEST(PriceBook, HasNoGapForAModel) {
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 9, from: 2026-01-01, to: 2026-06-01}\n"
                    "    - {model: h100, onDemand: 8, from: 2026-07-01}\n"),
              ElementsAre("policies.yaml:29:7: error: no price of h100 from 2026-06-01 to 2026-07-01: that before ends there "
                          "(policies.yaml:28)"));
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 9, from: 2026-01-01, to: 2026-06-01}\n"),
              ElementsAre(HasSubstr("28:7: error: no price of h100 from 2026-06-01 on: leave `to` out, or say what follows")));
}

TEST(PriceBook, HasNoOverlapForAModel) {
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 9, from: 2026-01-01, to: 2026-07-01}\n"
                    "    - {model: h100, onDemand: 8, from: 2026-06-01}\n"),
              ElementsAre(HasSubstr("29:7: error: two prices of h100 from 2026-06-01: that before holds until 2026-07-01")));
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 9, from: 2026-01-01}\n"
                    "    - {model: h100, onDemand: 8, from: 2026-06-01}\n"),
              ElementsAre(HasSubstr("that before holds for good (policies.yaml:28)")));
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 9, from: 2026-01-01}\n"
                    "    - {model: a100, onDemand: 8, from: 2026-06-01}\n"),
              IsEmpty());
}

TEST(PriceBook, MayBeWrittenInAnyOrder) {
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 8, from: 2026-06-01}\n"
                    "    - {model: h100, onDemand: 9, from: 2026-01-01, to: 2026-06-01}\n"),
              IsEmpty());
}

TEST(PriceBook, KnowsAPriceOfEveryModelThatTheCatalogNames) {
  const std::string catalog =
      "apiVersion: tollgate.dev/v1alpha1\nkind: GpuCatalog\nmetadata: {name: gpus}\nspec: {models: {h100: {}}}\n---\n";
  EXPECT_THAT(mistakes(with(book("    - {model: h100, onDemand: 9, from: 2026-01-01}\n"
                                 "    - {model: k80, onDemand: 1, from: 2016-01-01, to: 2020-01-01}\n") +
                            catalog)),
              IsEmpty());
  EXPECT_THAT(mistakes(with(book("    - {model: k80, onDemand: 1, from: 2016-01-01, to: 2020-01-01}\n") + catalog)),
              ElementsAre(HasSubstr("22:1: error: no price of h100, which the GpuCatalog names")));
}

TEST(PriceBook, HasOnlyDaysAndAmountsThatCanBe) {
  EXPECT_THAT(wrong("    - {model: h100, onDemand: 1e1, from: 2026-01-01}\n"
                    "    - {model: a100, onDemand: 0, from: 2026-02-30}\n"
                    "    - {model: b100, onDemand: [9], from: 2026-01-01, to: 2026-01-01}\n"
                    "    - {model: c100, ondemand: 9, from: 20260101}\n"),
              ElementsAre(HasSubstr("28:31: error: onDemand: \"1e1\" is not an amount of money"),
                          HasSubstr("29:31: error: onDemand must be at least 0.000001"),
                          HasSubstr("29:40: error: from must be a day like 2026-11-22, not \"2026-02-30\""),
                          HasSubstr("30:7: error: no price of b100 from 2026-01-01 on"),
                          HasSubstr("30:7: error: this price of b100 holds on no day"),
                          HasSubstr("30:31: error: onDemand must be an amount of money, not a list"),
                          HasSubstr("31:7: error: onDemand is missing"),
                          HasSubstr("31:21: error: unknown field \"ondemand\" (did you mean \"onDemand\"?)"),
                          HasSubstr("31:40: error: from must be a day, not the number 20260101")));
}

TEST(PriceBook, IsOne) {
  const std::string one = "    - {model: h100, onDemand: 9, from: 2026-01-01}\n";
  EXPECT_THAT(mistakes(with(book(one) + book(one, "more"))), ElementsAre(HasSubstr("a second PriceBook (the first: ")));
  EXPECT_THAT(mistakes(with(book(one) + book(one))), ElementsAre(HasSubstr("a second PriceBook \"prices\"")));
}

TEST(PriceBook, IsNeededWhereABudgetHasAnAmount) {
  EXPECT_THAT(mistakes(with("")),
              ElementsAre("policies.yaml:20:16: error: budget.amount needs a PriceBook document to count by"));
}

TEST(PriceBook, CountsInOneCurrency) {
  EXPECT_THAT(
      mistakes(with("apiVersion: tollgate.dev/v1alpha1\nkind: PriceBook\nmetadata: {name: p}\n"
                    "spec: {currency: dollars, prices: []}\n")),
      ElementsAre(HasSubstr("currency must be a currency's three letters, as USD"), HasSubstr("prices must not be empty")));
}

}  // namespace
}  // namespace tollgate::policy
