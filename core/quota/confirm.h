// The confirming side: what runs is counted from the pods themselves, and promises end when their pod was seen.
//
// One who confirms at a time writes what this says by compare-and-swap; on a conflict it reads the ledger and confirms again,
// from the start. Two that both believe in their turn are told apart by the epoch.

#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/quota/ledger.h"
#include "core/quota/waiting.h"
#include "core/result.h"

namespace tollgate::quota {

// One root's pods at one moment of the API server's history.
struct Snapshot {
  std::string version;       // the pods' resourceVersion
  std::string claims = {};   // the claims'; empty: there are none to watch
  std::vector<Charge> pods;  // that hold GPUs, and claims: neither succeeded nor failed; deletion alone ends nothing
  std::set<std::string, std::less<>> seen;   // uids of these, and of pods that ended or went a while ago
  std::vector<WaitingPod> waiting;           // that are held back by our gate: a promise to one stands until it is let in
  std::set<std::string, std::less<>> begun;  // the gangs among these of which a pod was let in already
};

using Ages = std::map<std::string, std::chrono::seconds, std::less<>>;  // by the reservations' uid

struct Pass {
  std::int64_t epoch = 0;  // of who confirms
  std::chrono::seconds ttl{90};
  // Ages alone are worth a write when one has grown by this. Less than a leader lives, however soon the next one comes.
  std::chrono::seconds age_step{2};
  Ages ages;                                  // what the reservations' ages have come to
  std::set<std::string, std::less<>> absent;  // uids whose pod a consistent read did not find, after they were overdue
  // A new ledger is counted for this long before it grants: what was promised before it was made, by one that it replaces,
  // has come by then or never will.
  std::chrono::seconds settle{0};
  std::chrono::seconds waited{0};  // what that wait has come to
  bool rewrite = false;            // the stored ledger is not as `base` is
  std::string now;                 // RFC 3339, for people
};

struct Confirmed {
  std::optional<Ledger> next;        // what to store; nothing when nothing worth a write has changed
  std::vector<Reservation> overdue;  // past their time, neither seen nor known to be absent: look for their pods
};

// Whether who confirms in `epoch` may go by the snapshot. kConflict, kUnavailable, kInvalid: as below.
Result<void> may_confirm(const LedgerStatus& status, const Snapshot& snapshot, std::int64_t epoch);

// Counts the pods, drops the reservations whose pod was seen, and those that are overdue and absent, in one new ledger. The
// promise to a pod that still waits behind our gate is kept at any age: somebody may be about to let it in.
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

  // How long the ledger, if it grants nothing yet, has been counted.
  [[nodiscard]] std::chrono::seconds waited(std::chrono::nanoseconds now) const;

 private:
  struct First {
    std::chrono::nanoseconds seen{0};
    std::chrono::seconds age{0};
  };
  std::map<std::string, First, std::less<>> first_;
  std::optional<First> settling_;  // of the ledger itself
};

}  // namespace tollgate::quota
