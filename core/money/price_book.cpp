#include "core/money/price_book.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace tollgate::money {
namespace {

using FirstDays = std::map<std::string_view, Day>;

FirstDays first_days(const PriceBook& book) {
  FirstDays first;
  for (const Price& price : book.prices) {
    const auto [known, is_new] = first.try_emplace(price.model, price.from);
    if (!is_new) known->second = std::min(known->second, price.from);
  }
  return first;
}

bool holds_in(const Price& price, bool is_first, const Period& period) {
  const bool has_begun = is_first || price.from < period.end;
  return has_begun && (!price.to || *price.to > period.begin);
}

}  // namespace

Period month_around(Instant at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
  const std::chrono::year_month month{day.year(), day.month()};
  return {Day{month / 1}, Day{(month + std::chrono::months{1}) / 1}};
}

std::optional<Money> dearest(const PriceBook& book, const Period& period) {
  const FirstDays first = first_days(book);
  std::optional<Money> highest;
  for (const Price& price : book.prices) {
    if (!holds_in(price, first.at(price.model) == price.from, period)) continue;
    highest = highest ? std::max(*highest, price.on_demand) : price.on_demand;
  }
  return highest;
}

}  // namespace tollgate::money
