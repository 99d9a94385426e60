#include "core/policy/documents/price_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tollgate::policy {
namespace {

using Prices = std::vector<const WrittenPrice*>;

// False for what could not be read, which was said already.
bool is_whole(const WrittenPrice& price) { return !price.model.empty() && price.from != Day{} && price.to != Day{}; }

void check_span(const WrittenPrice& price, std::vector<Mistake>& mistakes) {
  if (!price.to || *price.to > price.from) return;
  mistakes.push_back({price.source, fmt::format("this price of {} holds on no day: it begins {} and ends {}", price.model,
                                                to_date(price.from), to_date(*price.to))});
}

void check_pair(const WrittenPrice& before, const WrittenPrice& after, std::vector<Mistake>& mistakes) {
  if (!before.to || *before.to > after.from) {
    const std::string until = before.to ? fmt::format("until {}", to_date(*before.to)) : "for good";
    mistakes.push_back({after.source, fmt::format("two prices of {} from {}: that before holds {} ({})", after.model,
                                                  to_date(after.from), until, file_and_line(before.source))});
  } else if (*before.to < after.from) {
    mistakes.push_back({after.source, fmt::format("no price of {} from {} to {}: that before ends there ({})", after.model,
                                                  to_date(*before.to), to_date(after.from), file_and_line(before.source))});
  }
}

// In the order of their beginnings.
void check_sequence(Prices prices, std::vector<Mistake>& mistakes) {
  std::ranges::stable_sort(prices, {}, [](const WrittenPrice* price) { return price->from; });
  for (std::size_t i = 1; i < prices.size(); ++i) check_pair(*prices[i - 1], *prices[i], mistakes);
  const WrittenPrice& last = *prices.back();
  if (!last.to) return;
  mistakes.push_back({last.source, fmt::format("no price of {} from {} on: leave `to` out, or say what follows", last.model,
                                               to_date(*last.to))});
}

using PricesByModel = std::map<std::string_view, Prices>;

PricesByModel by_model(const WrittenPriceBook& book, std::vector<Mistake>& mistakes) {
  PricesByModel sorted;
  for (const WrittenPrice& price : book.prices) {
    if (!is_whole(price)) continue;
    check_span(price, mistakes);
    sorted[price.model].push_back(&price);
  }
  return sorted;
}

// A model is in use when the catalog names it; prices of others are history. Without a catalog all of the book's are.
std::set<std::string_view> models_in_use(const Draft& draft, const PricesByModel& prices) {
  std::set<std::string_view> names;
  for (const GpuCatalog& catalog : draft.gpu_catalogs) {
    for (const GpuModel& model : catalog.models) names.insert(model.name);
  }
  if (!names.empty()) return names;
  for (const auto& [model, all] : prices) names.insert(model);
  return names;
}

void check_book(const WrittenPriceBook& book, const Draft& draft, std::vector<Mistake>& mistakes) {
  const PricesByModel prices = by_model(book, mistakes);
  for (const std::string_view model : models_in_use(draft, prices)) {
    const auto found = prices.find(model);
    if (found != prices.end()) {
      check_sequence(found->second, mistakes);
    } else {
      mistakes.push_back({book.source, fmt::format("no price of {}, which the GpuCatalog names", model)});
    }
  }
}

}  // namespace

void check_prices(Draft& draft) {
  std::vector<Mistake>& mistakes = draft.notes.mistakes;
  for (const WrittenPriceBook& book : draft.price_books) check_book(book, draft, mistakes);
  if (!draft.price_books.empty()) return;
  for (const Team& team : draft.teams) {
    if (!team.budget || !team.budget->amount) continue;
    mistakes.push_back({team.budget->source, "budget.amount needs a PriceBook document to count by"});
  }
}

std::optional<money::PriceBook> price_book_of(const Draft& draft) {
  if (draft.price_books.empty()) return std::nullopt;
  const WrittenPriceBook& written = draft.price_books.front();
  money::PriceBook book{.currency = written.currency, .prices = {}};
  book.prices.reserve(written.prices.size());
  for (const WrittenPrice& price : written.prices) {
    book.prices.push_back({.model = price.model, .on_demand = price.on_demand, .from = price.from, .to = price.to});
  }
  return book;
}

}  // namespace tollgate::policy
