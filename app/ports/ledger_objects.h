// The quota ledgers as objects: made, given their limits, let go. What is counted in them goes through QuotaStore.
//
// For one writer, the leader. Calls block for a bounded time; none retries on a lost answer: kOutcomeUnknown asks for another
// look. Implementations pass tests/contract/ledger_objects_contract.h.

#pragma once

#include <string>
#include <vector>

#include "core/reconcile/ledgers/plan.h"
#include "core/result.h"

namespace tollgate {

class LedgerObjects {
 public:
  // All there are, by a consistent read. What cannot be read is in it, and marked so.
  virtual Result<std::vector<reconcile::ObservedLedger>> list() = 0;

  // A new one, held, in which nothing was counted yet. kExists: there is one.
  virtual Result<void> create(const std::string& root, const quota::LedgerSpec& spec) = 0;

  // Its limits, if they are still as they were seen; its status stays. One that may grant again by them must be as it was seen in
  // all. It is held afterwards, unless it is being deleted. kConflict: it is not as it was seen. kNotFound: it is gone.
  virtual Result<void> write_spec(const reconcile::ObservedLedger& seen, const quota::LedgerSpec& spec) = 0;

  // Deletes it and lets it go, if it is still as it was seen. kConflict, kNotFound: as above.
  virtual Result<void> remove(const reconcile::ObservedLedger& seen) = 0;

 protected:
  ~LedgerObjects() = default;
};

}  // namespace tollgate
