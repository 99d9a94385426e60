// The quota ledger of one team tree as a value: what the limits are, what runs, what was promised.
//
// One object a root, so that one compare-and-swap covers the whole tree. `spec` is written by the controller from the
// policy; admission judges only by the spec of the very object it swaps. The stored form is the QuotaLedger CRD.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/gpu_units.h"

namespace tollgate::quota {

using model::GpuUnits;

struct KeyedLimit {
  std::string key;  // a GPU model or a job type
  GpuUnits gpus;
  bool operator==(const KeyedLimit&) const = default;
};

struct TeamLimits {
  std::string name;
  std::string parent;            // empty: the root
  std::optional<GpuUnits> gpus;  // ceiling over the whole subtree; absent: none of its own
  GpuUnits guaranteed;           // siblings cannot eat into it
  std::vector<KeyedLimit> by_model;
  std::vector<KeyedLimit> by_job_type;
  std::optional<GpuUnits> per_user;
  std::optional<GpuUnits> per_pod;
  bool operator==(const TeamLimits&) const = default;
};

struct PoolModel {
  std::string name;
  std::string model;
  bool operator==(const PoolModel&) const = default;
};

// What one unit of an extended resource is worth.
struct Weight {
  std::string resource;
  std::string pool;  // empty: in every pool without a row of its own
  GpuUnits gpus;
  bool operator==(const Weight&) const = default;
};

struct LedgerSpec {
  std::string policy_digest;
  bool frozen = false;  // a team is being moved: nothing is granted
  std::vector<TeamLimits> teams;
  std::vector<PoolModel> pools;
  std::vector<Weight> weights;
  bool operator==(const LedgerSpec&) const = default;

  [[nodiscard]] const TeamLimits* find_team(std::string_view name) const;
  [[nodiscard]] std::string_view model_of(std::string_view pool) const;  // empty: unknown pool
  // Nothing when the resource is not known there.
  [[nodiscard]] std::optional<GpuUnits> weight_of(std::string_view resource, std::string_view pool) const;
};

// Amounts are kept raw, by resource: a changed weight needs no rewrite.
struct CellKey {
  std::string team;
  std::string user;
  std::string job_type;
  std::string tier;
  std::string pool;
  std::string resource;
  auto operator<=>(const CellKey&) const = default;
};

struct Cell {
  CellKey key;
  std::int64_t amount = 0;
  bool operator==(const Cell&) const = default;
};

// What one pod would hold: asked for by an admission request, kept in the ledger as a reservation until the pod was counted.
struct Charge {
  std::string uid;          // of the pod: each attempt of a create has its own
  std::string name;         // "namespace/name": attempts for one name can never live together
  std::string owner;        // first 8 hex digits of the owner's uid; empty: none
  std::vector<Cell> cells;  // at least one; all of one team, user and job type
  bool operator==(const Charge&) const = default;
};

struct Reservation {
  Charge charge;
  int age = 0;  // seconds, as observed by the leaders so far
  bool operator==(const Reservation&) const = default;
};

// What its controller says about a ledger, for people: "OverLimit".
struct Condition {
  std::string type;
  bool holds = false;
  std::string reason;   // one word
  std::string message;  // a sentence
  std::string since;    // RFC 3339; empty: not told
  bool operator==(const Condition&) const = default;
};

// What a team has spent.
struct Meter {
  std::string team;
  std::int64_t spent_micro = 0;  // millionths of the site's currency
  std::int64_t gpu_millis = 0;   // GPU milliseconds
  bool operator==(const Meter&) const = default;
};

struct LedgerStatus {
  bool initialized = false;              // a first snapshot was counted; before it nothing is granted
  std::int64_t epoch = 0;                // of the leader that counts
  std::string snapshot;                  // the pods' resourceVersion `cells` was counted at
  std::string claims;                    // and the claims'; empty: there are none to watch
  std::int64_t observed_generation = 0;  // of the spec, when it was counted last
  std::vector<Cell> cells;               // the exact sum over the charged pods of that snapshot
  std::vector<Reservation> reservations;
  int waited = 0;                     // seconds that a ledger which is not initialised has been counted
  std::vector<Condition> conditions;  // but `initialized`; kept by whoever does not write them
  std::vector<Meter> meters;          // likewise
  bool operator==(const LedgerStatus&) const = default;
};

struct Ledger {
  std::string root;             // the team at the top of the tree
  std::string uid;              // another one when it was made anew
  std::string version;          // resourceVersion: what a compare-and-swap compares
  std::int64_t generation = 0;  // grows with every change of the spec
  LedgerSpec spec;
  LedgerStatus status;
  bool operator==(const Ledger&) const = default;
};

}  // namespace tollgate::quota
