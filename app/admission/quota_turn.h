// One turn of a root's waiters at its ledger: read, judge, store, and what each of them may be told.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/ports/quota_store.h"
#include "core/quota/admit.h"

namespace tollgate::admission {

enum class Basis {
  kCached,  // the newest copy at hand
  kLive,    // a consistent read
};

struct Turn {
  std::vector<std::optional<quota::Answer>> answers;  // one a waiter, in order; nothing: it needs another turn, on a live read
  std::optional<Result<std::string>> swap;            // what the compare-and-swap came to, if there was one
  std::string trouble;                                // why nobody could be answered; empty when that is not so
};

// Grants only what was stored. Refuses only by a state that is known to be current: one that was read live, or that a
// compare-and-swap has just found unchanged. A pod whose uid the ledger holds already is granted again. Blocks until `deadline`
// at most, for two calls to the store.
Turn take_turn(QuotaStore& store, std::string_view root, std::span<const quota::Waiter> waiters, const quota::Caps& caps,
               Basis basis, std::chrono::nanoseconds deadline);

}  // namespace tollgate::admission
