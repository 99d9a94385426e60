// Keeps ledgers true to the pods: one who confirms at a time (core/quota/confirm.h says what is written, and why).
//
// For one thread.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "app/ports/clock.h"
#include "app/ports/pod_counts.h"
#include "app/ports/quota_store.h"
#include "core/quota/confirm.h"
#include "core/result.h"

namespace tollgate::reconcile {

class QuotaConfirmer {
 public:
  struct Needs {
    PodCounts& pods;
    QuotaStore& ledgers;
    const Clock& clock;
  };
  struct Settings {
    std::int64_t epoch = 0;
    std::chrono::seconds reservation_ttl{90};
    std::chrono::seconds patience{10};  // for one call to the store
    std::chrono::seconds idle{1};       // a ledger with reservations is looked at this often although nothing has changed
  };
  enum class Outcome {
    kWritten,
    kUnchanged,
    kNotYet,  // the pods have not been listed, or are older here than the ledger: later
  };

  QuotaConfirmer(Needs needs, Settings settings) : needs_{needs}, settings_{settings} {}

  // One pass over one root. Repeats itself on a conflict, some times. kConflict: somebody with a later epoch confirms, or
  // somebody was faster each time.
  Result<Outcome> confirm(const std::string& root);

 private:
  struct Seen {
    quota::ReservationClock reservations;
    std::set<std::string, std::less<>> absent;  // uids of overdue reservations whose pod was looked for in vain
    std::string version;                        // of the ledger, and …
    std::uint64_t revision = 0;                 // … of the pods, when there was nothing to write
    std::chrono::nanoseconds at{0};
  };

  [[nodiscard]] bool is_settled(const std::string& root, const Seen& seen) const;
  Result<Outcome> confirm_once(const std::string& root, Seen& seen);
  Result<quota::Confirmed> look(const quota::Ledger& ledger, const quota::Snapshot& snapshot, Seen& seen);
  bool look_for(const std::vector<quota::Reservation>& overdue, Seen& seen);

  Needs needs_;
  Settings settings_;
  std::map<std::string, Seen, std::less<>> seen_;
};

}  // namespace tollgate::reconcile
