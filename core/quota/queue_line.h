// The queue before anything is decided: units that are let in together, in their order, and what those in front hold back.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/quota/evaluate.h"
#include "core/quota/usage.h"
#include "core/quota/waiting.h"

namespace tollgate::quota {

// A pod that waits for itself, or what is there of a gang.
struct QueueUnit {
  std::vector<const WaitingPod*> pods;  // the oldest first
  bool complete = true;

  [[nodiscard]] const WaitingPod& first() const { return *pods.front(); }
};

// `begun`: gangs that need not be complete any more.
std::vector<QueueUnit> in_order(const std::vector<WaitingPod>& pods, const std::set<std::string, std::less<>>& begun);

// The unit's GPUs; of one model only, when it is named. 0 where the spec does not know a resource.
GpuUnits gpus_of(const LedgerSpec& spec, const QueueUnit& unit, std::optional<std::string_view> model = {});

// "vision/train-0", "the 4 pods of vision/train-0": who stands there.
std::string name_of(const QueueUnit& unit);

// A limit that somebody is short of.
struct HeldBack {
  std::string limit;  // "team vision": whose
  std::string by;     // who holds it back
};

class HeldLimits {
 public:
  // Both outlive it.
  HeldLimits(const LedgerSpec& spec, const Usage& usage) : spec_{spec}, usage_{usage} {}

  void hold(const QueueUnit& by, const std::vector<Shortfall>& shortfalls);

  // What keeps the unit waiting behind somebody; nullptr: nothing.
  [[nodiscard]] const HeldBack* before(const QueueUnit& unit) const;

 private:
  using Bucket = std::tuple<std::string, Dimension, std::string>;

  [[nodiscard]] const HeldBack* before(const QueueUnit& unit, const Charge& charge) const;
  [[nodiscard]] const HeldBack* at(const TeamLimits& team, const Cell& cell, bool total) const;
  [[nodiscard]] const HeldBack* find(const std::string& team, Dimension dimension, std::string_view key) const;

  const LedgerSpec& spec_;
  const Usage& usage_;
  std::map<Bucket, HeldBack, std::less<>> held_;
};

}  // namespace tollgate::quota
