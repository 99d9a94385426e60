// What the pods that exist hold, by a watch of them all.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/quota/confirm.h"
#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate {

class PodCounts {
 public:
  // The pods of the ledger's root; of the uids seen, those the ledger has reservations for. Nothing until all pods were listed
  // under the policy now at work. Thread-safe, never blocks for long.
  virtual std::optional<quota::Snapshot> snapshot(const quota::Ledger& ledger) = 0;

  // Grows with every change that a snapshot would show. Thread-safe.
  virtual std::uint64_t revision() const = 0;

  // Whether the pod of that "namespace/name" exists and has that uid, by a consistent read. Blocks.
  virtual Result<bool> exists(const std::string& name, const std::string& uid) = 0;

  // The newest resourceVersion there is, by a consistent read. Blocks.
  virtual Result<std::string> newest_version() = 0;

 protected:
  ~PodCounts() = default;
};

}  // namespace tollgate
