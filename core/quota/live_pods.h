// The pods as a list and a watch tell of them, with what each is charged: where snapshots come from.
//
// Knows every pod by its uid, charged or not, and for a while those that are gone: a promise to a pod that came and went ends
// by that. A pod behind our gate exists and is charged nothing yet.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/instant.h"
#include "core/quota/confirm.h"
#include "core/quota/ledger.h"
#include "core/quota/team_quota.h"
#include "core/quota/waiting.h"

namespace tollgate::quota {

class LivePods {
 public:
  // What a pod is charged for besides its containers: claims to devices that are made for it.
  struct Covers {
    using Amounts = std::map<std::string, std::int64_t, std::less<>>;  // by resource
    std::map<std::string, Amounts, std::less<>> claims;                // by their name in the pod
    std::string extended_claim;  // the one for what its containers ask for; empty: not told yet
  };
  struct Charged {
    std::string root;  // empty: it waits, and nothing would be charged
    Charge charge;
    std::string workload = {};         // what controls it; empty: nothing does
    std::optional<Instant> ends = {};  // at the latest; absent: nobody knows
    Standing standing = {};            // among those that wait; of one that does not, only the gang
    std::optional<Gate> gate = {};     // our gate is on: it waits
    bool ended = false;                // it holds nothing any more
    Covers covers = {};
  };

  explicit LivePods(std::chrono::nanoseconds remember_gone = std::chrono::minutes{10}) : remember_gone_{remember_gone} {}

  // A list: every pod is put anew; what was not put by its end is gone. What was known before stands until then.
  void list_begins();
  void list_ends(std::chrono::nanoseconds now);

  // It exists. Nothing: it holds no GPUs, or has ended. After a list there is no snapshot from here until reached(): one that is
  // newer or older than its version says would let who confirms count over what somebody else has seen since.
  void put(std::string uid, std::optional<Charged> charged);
  void remove(const std::string& uid, std::chrono::nanoseconds now);

  // All up to this resourceVersion was told; of a list before it ends: what it shows when it has ended.
  void reached(std::string version);

  // What is known is not to be relied upon before the next list has ended: charges follow another policy.
  void doubt() { listed_ = false; }

  // The pods of the ledger's root; of the uids seen, those it has reservations for. Of no root: those that wait for nothing.
  // Nothing before a list has ended, nor between an event and its resourceVersion.
  [[nodiscard]] std::optional<Snapshot> snapshot(const Ledger& ledger) const;

  // What holds the root's GPUs, workload by workload, and what waits for them. Nothing before a list has ended.
  [[nodiscard]] std::optional<Holdings> holdings(const Ledger& ledger) const;

  // Of a pod that holds GPUs; nullptr for any other.
  [[nodiscard]] const Covers* covers_of(const std::string& uid) const;

  // Grows with everything a snapshot would show.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] bool listed() const { return listed_; }
  // Whether a version was ever followed by an older one.
  [[nodiscard]] bool went_back() const { return went_back_; }

 private:
  struct Pod {
    std::string root;  // empty: not charged
    std::string gang;  // that has begun with it; empty: in none, or it waits
    bool waits = false;
  };
  struct Holder {
    Charge charge;
    std::string workload;
    std::optional<Instant> ends;
    Covers covers;
  };
  template <class T>
  using ByRootAndUid = std::map<std::string, std::map<std::string, T>, std::less<>>;

  struct Known {
    std::unordered_map<std::string, Pod> pods;  // by uid
    ByRootAndUid<Holder> holders;
    ByRootAndUid<WaitingPod> waiting;
    std::unordered_map<std::string, std::size_t> begun;  // gangs, with how many of their pods were let in
    std::string version;                                 // at which this was so
    bool complete = false;                               // nothing of it is missing yet

    void put(std::string uid, std::optional<Charged> charged);
    void remove(const std::string& uid);
    [[nodiscard]] bool is_let_in(const std::string& uid) const;
  };

  void add_waiting(const std::string& root, Snapshot& snapshot) const;
  void bury(const std::string& uid, std::chrono::nanoseconds now);

  std::chrono::nanoseconds remember_gone_;
  Known known_;
  std::optional<Known> next_;  // while a list is under way
  std::unordered_map<std::string, std::chrono::nanoseconds> gone_;
  std::uint64_t revision_ = 0;
  bool listed_ = false;
  bool went_back_ = false;
};

}  // namespace tollgate::quota
