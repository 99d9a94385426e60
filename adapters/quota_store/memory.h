// Ledgers in this process's memory: exact for one replica, forgotten when it ends.

#pragma once

#include <map>
#include <optional>
#include <vector>

#include "adapters/system/guarded.h"
#include "app/ports/clock.h"
#include "app/ports/quota_store.h"

namespace tollgate::quota_store {

class Memory final : public QuotaStore {
 public:
  struct Settings {
    // Reservations end by themselves after this long. Absent: somebody confirms them against the pods, and until that has
    // happened once a ledger grants nothing.
    std::optional<std::chrono::seconds> reservation_ttl;
  };
  using Specs = std::map<std::string, quota::LedgerSpec, std::less<>>;  // by root

  // `clock` outlives it.
  Memory(const Clock& clock, Settings settings) : clock_{clock}, settings_{settings} {}

  // One ledger for each root, as the policy now says; what is counted stays, the ledgers of other roots are dropped.
  void put_specs(Specs specs);

  // As they are now.
  std::vector<std::shared_ptr<const quota::Ledger>> all();

  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override;
  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override;
  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override;

 private:
  struct Kept {
    std::shared_ptr<const quota::Ledger> ledger;
    std::chrono::nanoseconds aged_at{0};  // when the reservations had their ages
  };
  struct State {
    std::map<std::string, Kept, std::less<>> ledgers;
    std::uint64_t versions = 0;  // one count for all, so that no version comes back when a root does
  };

  void put_spec(State& state, const std::string& root, quota::LedgerSpec spec);
  void age(State& state, Kept& kept);
  static void keep(State& state, Kept& kept, quota::Ledger ledger);

  const Clock& clock_;
  Settings settings_;
  mutable system::Guarded<State> state_;
};

}  // namespace tollgate::quota_store
