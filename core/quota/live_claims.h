// The claims to devices as a list and a watch tell of them, beside the pods: one that was made for a pod which is charged for it
// is not counted again.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/quota/live_pods.h"

namespace tollgate::quota {

class LiveClaims {
 public:
  struct MadeFor {
    std::string pod;    // its uid
    std::string claim;  // in the pod; empty: for its extended resources
    std::string name;   // of the claim itself
  };

  // As LivePods: a claim is there until it is deleted, with what it is charged by itself.
  void list_begins();
  void list_ends(std::chrono::nanoseconds now);
  void put(const std::string& uid, std::optional<LivePods::Charged> charged, std::optional<MadeFor> made_for);
  void remove(const std::string& uid, std::chrono::nanoseconds now);
  // Empty: there are no claims to watch here.
  void reached(std::string version) { live_.reached(std::move(version)); }
  void doubt() { live_.doubt(); }

  // Adds the claims to a snapshot that was taken of these pods. False: not listed yet, as with LivePods::snapshot.
  [[nodiscard]] bool add_to(Snapshot& snapshot, const LivePods& pods, const Ledger& ledger) const;

  [[nodiscard]] std::uint64_t revision() const { return live_.revision(); }
  [[nodiscard]] bool listed() const { return live_.listed(); }
  [[nodiscard]] bool went_back() const { return live_.went_back(); }

 private:
  [[nodiscard]] bool is_covered(const Charge& claim, const LivePods& pods) const;

  LivePods live_;
  std::unordered_map<std::string, MadeFor> made_for_;  // by uid; a few too many while a list is under way
  std::optional<std::unordered_map<std::string, MadeFor>> next_;
};

}  // namespace tollgate::quota
