// What a GPU costs, when: prices an hour and GPU, by model and date.
//
// Dates are days in UTC and cut at midnight. Values; compile() sees to it that the prices of a model neither overlap nor leave
// a gap.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/instant.h"
#include "core/money/money.h"

namespace tollgate::money {

struct Price {
  std::string model;
  Money on_demand;        // a GPU and hour; never zero
  Day from;               // the first day
  std::optional<Day> to;  // the first day it no longer holds; absent = for good
};

struct PriceBook {
  std::string currency;  // "USD"
  std::vector<Price> prices;
};

// A span of time, half open.
struct Period {
  Instant begin;
  Instant end;
};

// The calendar month around `at`, in UTC: what budgets count in.
Period month_around(Instant at);

// The highest price in force at any moment of the period, of any model. A model's first price holds for the time before it too,
// so that there is an answer for every period; nothing only when the book is empty.
std::optional<Money> dearest(const PriceBook& book, const Period& period);

}  // namespace tollgate::money
