#include "tests/model/quota/wire.h"

#include <utility>

namespace tollgate::model_test {
namespace {

Error nobody_answers() { return {ErrorCode::kUnavailable, "nobody answers"}; }

}  // namespace

Result<quota::Ledger> Wire::read() {
  if (fails()) return nobody_answers();
  return world_.read();
}

Result<bool> Wire::look_for(const std::string& name, const std::string& uid) {
  if (fails()) return nobody_answers();
  return world_.exists(name, uid);
}

Result<std::string> Wire::swap(const quota::Ledger& ledger, World::Writer writer) {
  if (!fails()) return store(ledger, writer);
  const Error unknown{ErrorCode::kOutcomeUnknown, "the connection broke"};
  switch (chance_.below(4)) {
    case 0: ++counts_.lost_requests; return unknown;
    case 1: late_.push_back({ledger, writer}); return unknown;
    case 2: return nobody_answers();
    default:
      ++counts_.lost_replies;
      (void)store(ledger, writer).ok();
      return unknown;
  }
}

void Wire::deliver_late() {
  if (late_.empty()) return;
  const std::size_t which = chance_.below(late_.size());
  const Late write = std::move(late_[which]);
  late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(which));
  ++counts_.late_writes;
  (void)store(write.ledger, write.writer).ok();
}

Result<std::string> Wire::store(const quota::Ledger& ledger, World::Writer writer) {
  if (settings_.ablation == Ablation::kTwoWrites && writer == World::Writer::kLeader) return store_in_two_writes(ledger);
  if (!ignores_versions(writer)) return world_.swap(ledger, writer);
  world_.overwrite(ledger, writer);
  const Result<quota::Ledger> stored = world_.read();
  return stored ? Result<std::string>{stored->version} : Result<std::string>{stored.error()};
}

bool Wire::ignores_versions(World::Writer writer) const {
  if (writer == World::Writer::kReplica) return settings_.ablation == Ablation::kAdmissionWithoutCas;
  return settings_.ablation == Ablation::kLeaderWithoutCas || settings_.ablation == Ablation::kLeaderWithoutCasOrFence;
}

// The promises first; what is counted by the next pass.
Result<std::string> Wire::store_in_two_writes(const quota::Ledger& ledger) {
  quota::Ledger first = ledger;
  const Result<quota::Ledger> base = world_.read();
  if (!base || base->version != ledger.version || !base->status.initialized) return world_.swap(ledger, World::Writer::kLeader);
  if (base->status.reservations.size() == ledger.status.reservations.size()) return world_.swap(ledger, World::Writer::kLeader);
  first.status.cells = base->status.cells;
  first.status.snapshot = base->status.snapshot;
  (void)world_.swap(first, World::Writer::kLeader).ok();
  return Error{ErrorCode::kUnavailable, "the second write is still to come"};
}

}  // namespace tollgate::model_test
