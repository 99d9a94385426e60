#include "adapters/quota_store/memory.h"

#include <utility>

#include "core/quota/expire.h"

namespace tollgate::quota_store {
namespace {

Error no_ledger(std::string_view root) { return {ErrorCode::kNotFound, "there is no quota ledger " + std::string{root}}; }

}  // namespace

void Memory::put_specs(Specs specs) {
  auto state = state_.lock();
  std::erase_if(state->ledgers, [&](const auto& entry) { return !specs.contains(entry.first); });
  for (auto& [root, spec] : specs) put_spec(*state, root, std::move(spec));
}

std::vector<std::shared_ptr<const quota::Ledger>> Memory::all() {
  auto state = state_.lock();
  std::vector<std::shared_ptr<const quota::Ledger>> ledgers;
  ledgers.reserve(state->ledgers.size());
  for (auto& [root, kept] : state->ledgers) {
    age(*state, kept);
    ledgers.push_back(kept.ledger);
  }
  return ledgers;
}

std::shared_ptr<const quota::Ledger> Memory::cached(std::string_view root) const {
  auto state = state_.lock();
  const auto found = state->ledgers.find(root);
  return found == state->ledgers.end() ? nullptr : found->second.ledger;
}

Result<quota::Ledger> Memory::read_live(std::string_view root, std::chrono::nanoseconds /*deadline*/) {
  auto state = state_.lock();
  const auto found = state->ledgers.find(root);
  if (found == state->ledgers.end()) return no_ledger(root);
  age(*state, found->second);
  return *found->second.ledger;
}

Result<std::string> Memory::replace(const quota::Ledger& ledger, std::chrono::nanoseconds /*deadline*/) {
  auto state = state_.lock();
  const auto found = state->ledgers.find(ledger.root);
  if (found == state->ledgers.end()) return no_ledger(ledger.root);
  age(*state, found->second);
  quota::Ledger next = *found->second.ledger;
  if (next.version != ledger.version) return Error{ErrorCode::kConflict, "the quota ledger " + ledger.root + " has changed"};
  next.status = ledger.status;
  keep(*state, found->second, std::move(next));
  return found->second.ledger->version;
}

void Memory::put_spec(State& state, const std::string& root, quota::LedgerSpec spec) {
  const auto [place, is_new] = state.ledgers.try_emplace(root);
  Kept& kept = place->second;
  quota::Ledger next;
  if (is_new) {
    next.root = root;
    next.uid = std::to_string(++state.versions);
    next.status.initialized = settings_.reservation_ttl.has_value();
    kept.aged_at = clock_.monotonic();
  } else if (kept.ledger->spec == spec) {
    return;
  } else {
    next = *kept.ledger;
  }
  next.spec = std::move(spec);
  ++next.generation;
  keep(state, kept, std::move(next));
}

// Whole seconds only; what is left of one counts later. A new age is a new version, like every change.
void Memory::age(State& state, Kept& kept) {
  const auto passed = std::chrono::floor<std::chrono::seconds>(clock_.monotonic() - kept.aged_at);
  if (!settings_.reservation_ttl || passed.count() == 0) return;
  kept.aged_at += passed;
  if (kept.ledger->status.reservations.empty()) return;
  quota::Ledger next = *kept.ledger;
  quota::expire(next.status.reservations, passed, *settings_.reservation_ttl);
  keep(state, kept, std::move(next));
}

void Memory::keep(State& state, Kept& kept, quota::Ledger ledger) {
  ledger.version = std::to_string(++state.versions);
  kept.ledger = std::make_shared<const quota::Ledger>(std::move(ledger));
}

}  // namespace tollgate::quota_store
