// What must be true after every step.
//
//   limits      what lives or may still come of what was promised, by names, is within every limit; where a limit was put below
//               that, it only shrinks
//   guarantees  the same for what a team's children use or are guaranteed
//   coverage    each pod that holds something is promised for in the ledger, or was there at the snapshot it was counted at
//   counted     what the ledger counts is the exact sum over the pods of its snapshot
//   order       neither the snapshot nor the epoch ever goes back

#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "tests/model/quota/tree.h"
#include "tests/model/quota/world.h"

namespace tollgate::model_test {

// What lives or may still come: of attempts for one name, which never live together, the largest in each bucket.
// Any way it may turn out is within it.
Outlook outlook(const World& world, const Limits& limits);

// Of the pods that hold something at that version.
std::map<quota::CellKey, std::int64_t> cells_at(const World& world, Version version);

class Invariants {
 public:
  Invariants(World& world, const Settings& settings) : world_{world}, settings_{settings} {}

  void check();

 private:
  void check_limits(const quota::LedgerSpec& spec);
  void check_coverage(const quota::LedgerStatus& status);
  void check_counted(const quota::LedgerStatus& status);
  void check_order(const quota::LedgerStatus& status);
  void show(const quota::Ledger& ledger) const;

  World& world_;
  const Settings& settings_;
  std::uint64_t changes_ = 0;  // of the world, when it was checked last
  std::string ledger_;         // version
  quota::LedgerSpec spec_;     // by which …
  Buckets allowance_{};        // … this much may be in each bucket
  std::array<std::int64_t, kTeams> spoken_for_{};
  std::string counted_;  // the version whose cells were summed up last
  quota::LedgerStatus before_;
};

}  // namespace tollgate::model_test
