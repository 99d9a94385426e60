// The use case of the quota ledgers' limits: observe, plan, apply.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/ports/ledger_objects.h"
#include "app/ports/log.h"
#include "core/reconcile/ledgers/plan.h"

namespace tollgate::reconcile {

// For one thread; what it refers to outlives it.
class ReconcileLedgers {
 public:
  struct Outcome {
    std::map<std::string, std::int64_t> roots;  // of the ledgers that can be read, with their generations as they were found
    int written = 0;
    std::vector<std::string> repaired;  // roots of these that were edited by hand
    std::vector<std::string> failures;  // what could not be done now
    std::vector<std::string> waiting;   // what is not done yet, and why
    std::vector<std::string> alarms;

    // Whether the next pass has something to do.
    [[nodiscard]] bool is_settled() const { return written == 0 && failures.empty() && waiting.empty(); }
  };
  // Whether the root's ledger, as it is now, is true to the pods as they are now. Asked before it may grant again.
  using IsTrue = std::function<bool(const std::string& root)>;

  ReconcileLedgers(LedgerObjects& objects, Log& log, IsTrue is_true)
      : objects_{objects}, log_{log}, is_true_{std::move(is_true)} {}

  // One pass. Writes nothing when all is right; one failure does not keep the other ledgers from being put right.
  Result<Outcome> pass(const DesiredLedgers& desired);

 private:
  void apply(const LedgerAction& action, Outcome& outcome);
  Result<void> write(const LedgerAction& action);

  LedgerObjects& objects_;
  Log& log_;
  IsTrue is_true_;
};

}  // namespace tollgate::reconcile
