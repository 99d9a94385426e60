// Who holds the GPUs, for people.

#pragma once

#include <cstdint>
#include <optional>

#include "core/quota/ledger.h"
#include "core/quota/team_quota.h"

namespace tollgate {

class PodHoldings {
 public:
  // What holds the GPUs of the ledger's root, and what waits for them. Nothing until all pods were listed under the policy now at
  // work. Thread-safe, never blocks for long.
  virtual std::optional<quota::Holdings> holdings(const quota::Ledger& ledger) = 0;

  // Grows with every change that holdings() would show. Thread-safe.
  virtual std::uint64_t revision() const = 0;

 protected:
  ~PodHoldings() = default;
};

}  // namespace tollgate
