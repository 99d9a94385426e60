// Keeps ledgers true to the pods: one who confirms at a time (core/quota/confirm.h says what is written, and why).
//
// For one thread.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
    bool claims = false;  // whether others may believe that they confirm: then each ledger is claimed before it is written
    std::chrono::seconds reservation_ttl{90};
    std::chrono::seconds settle{0};          // a new ledger is counted this long before it grants
    std::chrono::seconds patience{10};       // for one call to the store
    std::chrono::seconds idle{1};            // a ledger with reservations is looked at this often although nothing has changed
    std::chrono::seconds look_at_least{30};  // any ledger is
  };
  enum class Outcome {
    kWritten,
    kUnchanged,
    kNotYet,      // the pods have not been listed, or are older here than the ledger, or charged by another policy: later
    kSuperseded,  // somebody with a later epoch confirms it
  };
  // Hears of a ledger as it was just found or made true to the pods, and of those pods. On the confirming thread.
  using Listener = std::function<void(const quota::Ledger&, const quota::Snapshot&)>;
  // Hears what was edited by hand in a ledger, and is put right by the write that follows.
  using Alarm = std::function<void(const std::string& root, const std::vector<std::string>& edits)>;

  QuotaConfirmer(Needs needs, Settings settings) : needs_{needs}, settings_{settings} {}

  void tell(Listener listener) { listeners_.push_back(std::move(listener)); }
  void tell_edits(Alarm alarm) { alarm_ = std::move(alarm); }

  // Becomes the one who confirms the root: its epoch is raised by compare-and-swap. Once is enough; confirm() sees to it.
  Result<void> claim(const std::string& root);

  // Our epoch in it; nothing before it was claimed.
  [[nodiscard]] std::optional<std::int64_t> epoch(const std::string& root) const;

  // One pass over one root. `counted_by`: the digest of the policy that the pods are charged by; a ledger with limits of another
  // is left for later. Empty: any. Repeats itself on a conflict, some times. kConflict: somebody was faster each time.
  Result<Outcome> confirm(const std::string& root, std::string_view counted_by = {});

 private:
  struct Seen {
    std::string uid;                    // of the ledger; a new one is another matter
    std::optional<std::int64_t> epoch;  // ours
    quota::ReservationClock reservations;
    std::set<std::string, std::less<>> absent;  // uids of overdue reservations whose pod was looked for in vain
    std::optional<quota::LedgerStatus> known;   // as it was last confirmed
    std::string impossible;                     // a snapshot it claims to be counted at, later than any there is, and …
    std::string newest;                         // … what there was then
    std::string version;                        // of the ledger, and …
    std::uint64_t revision = 0;                 // … of the pods, when there was nothing to write
    std::chrono::nanoseconds at{0};
  };
  [[nodiscard]] bool is_settled(const std::string& root, const Seen& seen) const;
  Result<void> claim_once(const std::string& root, Seen& seen);
  Result<Outcome> confirm_once(const std::string& root, Seen& seen, std::string_view counted_by);
  Result<quota::Confirmed> look(const quota::Ledger& ledger, const quota::Snapshot& snapshot, bool rewrite, Seen& seen);
  bool look_for(const std::vector<quota::Reservation>& overdue, Seen& seen);
  bool is_impossible(const std::string& version, const quota::Snapshot& snapshot, Seen& seen);
  Result<void> write(quota::Ledger& ledger, quota::Ledger next, std::chrono::nanoseconds deadline, Seen& seen);

  Needs needs_;
  Settings settings_;
  std::vector<Listener> listeners_;
  Alarm alarm_;
  std::map<std::string, Seen, std::less<>> seen_;
};

}  // namespace tollgate::reconcile
