// The pods as a list and a watch tell of them, with what each is charged: where snapshots come from.
//
// Knows every pod by its uid, charged or not, and for a while those that are gone: a promise to a pod that came and went ends
// by that.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/quota/confirm.h"
#include "core/quota/ledger.h"

namespace tollgate::quota {

class LivePods {
 public:
  struct Charged {
    std::string root;
    Charge charge;
  };

  explicit LivePods(std::chrono::nanoseconds remember_gone = std::chrono::minutes{10}) : remember_gone_{remember_gone} {}

  // A list: every pod is put anew; what was not put by its end is gone. What was known before stands until then.
  void list_begins() { next_.emplace(); }
  void list_ends(std::chrono::nanoseconds now);

  // It exists. Nothing charged: it holds no GPUs, or has ended.
  void put(std::string uid, std::optional<Charged> charged);
  void remove(const std::string& uid, std::chrono::nanoseconds now);

  // All up to this resourceVersion was told.
  void reached(std::string version) { version_ = std::move(version); }

  // What is known is not to be relied upon before the next list has ended: charges follow another policy.
  void doubt() { listed_ = false; }

  // The pods of the ledger's root; of the uids seen, those it has reservations for. Nothing before a list has ended.
  [[nodiscard]] std::optional<Snapshot> snapshot(const Ledger& ledger) const;

  // Grows with everything a snapshot would show.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] bool listed() const { return listed_; }

 private:
  struct Known {
    std::unordered_map<std::string, std::string> roots;                         // by uid; empty: not charged
    std::map<std::string, std::map<std::string, Charge>, std::less<>> charges;  // by root and uid

    void put(std::string uid, std::optional<Charged> charged);
    void remove(const std::string& uid);
  };

  void bury(const std::string& uid, std::chrono::nanoseconds now);

  std::chrono::nanoseconds remember_gone_;
  Known known_;
  std::optional<Known> next_;  // while a list is under way
  std::unordered_map<std::string, std::chrono::nanoseconds> gone_;
  std::string version_;
  std::uint64_t revision_ = 0;
  bool listed_ = false;
};

}  // namespace tollgate::quota
