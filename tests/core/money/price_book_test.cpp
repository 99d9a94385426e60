#include "core/money/price_book.h"

#include <gtest/gtest.h>

namespace tollgate::money {
namespace {

Instant at(std::string_view text) { return instant_from_rfc3339(text).value(); }

Price price(std::string_view model, std::string_view amount, std::string_view from, std::optional<std::string_view> to = {}) {
  Price made{
      .model = std::string{model}, .on_demand = Money::parse(amount).value(), .from = day_from_text(from).value(), .to = {}};
  if (to) made.to = day_from_text(*to).value();
  return made;
}

std::string dearest_in(const PriceBook& book, std::string_view moment) {
  const auto found = dearest(book, month_around(at(moment)));
  return found ? found->to_text() : "none";
}

TEST(Month, IsTheCalendarsInUtc) {
  const Period november = month_around(at("2026-11-30T23:59:59.999Z"));
  EXPECT_EQ(november.begin, at("2026-11-01T00:00:00Z"));
  EXPECT_EQ(november.end, at("2026-12-01T00:00:00Z"));
  EXPECT_EQ(month_around(at("2026-12-01T00:00:00Z")).end, at("2027-01-01T00:00:00Z"));
  EXPECT_EQ(month_around(at("2024-02-29T12:00:00Z")).end, at("2024-03-01T00:00:00Z"));
}

TEST(Dearest, IsTheHighestPriceOfAnyModelAtAnyMomentOfThePeriod) {
  const PriceBook book{.currency = "USD",
                       .prices = {price("h100", "9", "2026-01-01", "2026-12-01"), price("h100", "8", "2026-12-01"),
                                  price("a100", "4", "2026-01-01", "2026-11-30"), price("a100", "12", "2026-11-30", "2026-12-01"),
                                  price("a100", "4", "2026-12-01")}};
  EXPECT_EQ(dearest_in(book, "2026-10-15T00:00:00Z"), "9.00");
  EXPECT_EQ(dearest_in(book, "2026-11-01T00:00:00Z"), "12.00");
  EXPECT_EQ(dearest_in(book, "2026-12-31T00:00:00Z"), "8.00");
}

TEST(Dearest, TakesAModelsFirstPriceForTheTimeBefore) {
  const PriceBook book{.currency = "USD",
                       .prices = {price("h100", "9", "2026-12-01", "2027-01-01"), price("h100", "20", "2027-01-01")}};
  EXPECT_EQ(dearest_in(book, "2026-01-15T00:00:00Z"), "9.00");
}

TEST(Dearest, IsNothingInAnEmptyBook) { EXPECT_EQ(dearest_in({}, "2026-11-15T00:00:00Z"), "none"); }

}  // namespace
}  // namespace tollgate::money
