// Kind PriceBook: what a GPU costs, when.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/fields/table.h"

namespace tollgate::policy {

template <>
struct Table<WrittenPrice> {
  static constexpr std::array kRows{
      field<&WrittenPrice::model>("model", "the GPU model", {.required = true, .format = Format::kDnsSubdomain}),
      field<&WrittenPrice::on_demand>("onDemand", "price of a GPU and hour", {.required = true, .least = 1}),
      field<&WrittenPrice::from>("from", "its first day, from midnight UTC", {.required = true}),
      field<&WrittenPrice::to>("to", "the first day it no longer holds; null = for good", {.null_is_absent = true}),
  };
};

template <>
struct Table<WrittenPriceBook> {
  static constexpr std::array kRows{
      field<&WrittenPriceBook::currency>("currency", "of all amounts in the folder",
                                         {.required = true, .format = Format::kCurrency}),
      field<&WrittenPriceBook::prices>("prices", "one a model and span of days", {.required = true, .not_empty = true}),
  };
};

// The prices of each model follow each other without overlap or gap and do not end; a budget with an amount has a book to
// count by.
void check_prices(Draft& draft);

std::optional<money::PriceBook> price_book_of(const Draft& draft);

}  // namespace tollgate::policy
