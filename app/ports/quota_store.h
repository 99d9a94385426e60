// Where the quota ledgers live: the API server in a cluster, memory for one replica.
//
// Thread-safe. Deadlines are points on Clock::monotonic(); a call blocks until its own at most, and none retries. Called from
// threads that may block, never from an I/O thread, except cached(). Implementations pass tests/contract/quota_store_contract.h.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate {

class QuotaStore {
 public:
  // The newest copy this process has seen, never older than what it read or stored itself; null when it has seen none. Never
  // blocks, from any thread.
  virtual std::shared_ptr<const quota::Ledger> cached(std::string_view root) const = 0;

  // A consistent read: nothing stored before the call is missing in it. kNotFound: there is no such ledger. Any other error:
  // it could not be had in time.
  virtual Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) = 0;

  // Stores the status if `ledger.version` is still the ledger's, and returns its new version; the spec stays. A spec that was
  // changed meanwhile is a conflict as well.
  //   kConflict        somebody else was faster: read, then decide again
  //   kNotFound        the ledger is gone
  //   kInvalid, kForbidden   it will never be taken like this
  //   kUnavailable     surely not stored
  //   kOutcomeUnknown  it may have been stored: read before deciding anything
  virtual Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) = 0;

 protected:
  ~QuotaStore() = default;
};

}  // namespace tollgate
