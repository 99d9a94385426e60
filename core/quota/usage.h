// Sums over a ledger: how much each team, with everything below it, uses and has promised, in total and by user, job type
// and model.
//
// Two attempts for one pod name can never be alive together, so of the reservations for a name only the largest counts, cell
// by cell. That makes retries and AlreadyExists storms harmless.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate::quota {

enum class Dimension { kTotal, kUser, kJobType, kModel };

struct Amounts {
  GpuUnits used;      // by pods that were counted
  GpuUnits reserved;  // promised, not counted yet
  [[nodiscard]] GpuUnits charged() const { return used + reserved; }
};

class Usage {
 public:
  // kUnavailable: a cell names a team or resource the spec does not know (a policy is being rolled out).
  static Result<Usage> of(const Ledger& ledger);

  [[nodiscard]] Amounts at(std::string_view team, Dimension dimension, std::string_view key) const;
  [[nodiscard]] Amounts at(std::string_view team) const { return at(team, Dimension::kTotal, {}); }

  // The users, job types or models that hold something there.
  [[nodiscard]] std::vector<std::string> keys(std::string_view team, Dimension dimension) const;

  // What reserving the charge would add, cell by cell: less than the charge where its name is reserved already.
  [[nodiscard]] std::vector<Cell> added_by(const Charge& charge) const;

  // Reserves it. The cells are known to the spec: evaluate() was asked before.
  void reserve(const Charge& charge);

 private:
  enum class Kind { kUsed, kReserved };
  using Bucket = std::tuple<std::string, Dimension, std::string>;

  explicit Usage(const LedgerSpec& spec) : spec_{&spec} {}
  Result<void> add(const Cell& cell, Kind kind);

  const LedgerSpec* spec_;  // of the ledger it was made from, which outlives it
  std::map<Bucket, Amounts, std::less<>> buckets_;
  std::map<std::string, std::map<CellKey, std::int64_t>, std::less<>> reserved_names_;
};

// Σ weight × amount.
Result<GpuUnits> gpus_of(const LedgerSpec& spec, const std::vector<Cell>& cells);

// The same of what the spec knows, whatever else there is; of one model only, when it is named.
GpuUnits known_gpus_of(const LedgerSpec& spec, const std::vector<Cell>& cells, std::optional<std::string_view> model = {});

}  // namespace tollgate::quota
