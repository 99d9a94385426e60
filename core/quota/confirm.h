// The confirming side: what runs is counted from the pods themselves, and promises end when their pod was seen.
//
// One who confirms at a time writes what this says by compare-and-swap; on a conflict it reads the ledger and confirms again,
// from the start. Two that both believe in their turn are told apart by the epoch.

#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate::quota {

// One root's pods at one moment of the API server's history.
struct Snapshot {
  std::string version;                      // the pods' resourceVersion
  std::vector<Charge> pods;                 // that hold GPUs: neither succeeded nor failed; deletion alone ends nothing
  std::set<std::string, std::less<>> seen;  // uids of these, and of pods that ended or went a while ago
};

using Ages = std::map<std::string, std::chrono::seconds, std::less<>>;  // by the reservations' uid

struct Pass {
  std::int64_t epoch = 0;  // of who confirms
  std::chrono::seconds ttl{90};
  std::chrono::seconds age_step{10};          // ages alone are worth a write when one has grown by this
  Ages ages;                                  // what the reservations' ages have come to
  std::set<std::string, std::less<>> absent;  // uids whose pod a consistent read did not find, after they were overdue
};

struct Confirmed {
  std::optional<Ledger> next;        // what to store; nothing when nothing worth a write has changed
  std::vector<Reservation> overdue;  // past their time, neither seen nor known to be absent: look for their pods
};

// Counts the pods, drops the reservations whose pod was seen, and those that are overdue and absent, in one new ledger.
// kConflict: somebody with a later epoch confirms. kUnavailable: the ledger was counted from a newer snapshot: wait for a newer
// one. kInvalid: a resourceVersion that is no number.
Result<Confirmed> confirm(const Ledger& base, const Snapshot& snapshot, const Pass& pass);

// How long reservations have been outstanding, by the clock of one who confirms: what the ledger says of one when it is first
// seen, and the time since. So a sum over several of them never exceeds the truth, and changing hands does not stop expiry.
class ReservationClock {
 public:
  // Now, on a monotonic clock.
  void observe(const Ledger& ledger, std::chrono::nanoseconds now);

  [[nodiscard]] Ages ages(const Ledger& ledger, std::chrono::nanoseconds now) const;

 private:
  struct First {
    std::chrono::nanoseconds seen{0};
    std::chrono::seconds age{0};
  };
  std::map<std::string, First, std::less<>> first_;
};

}  // namespace tollgate::quota
