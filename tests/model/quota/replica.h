// One admission replica: the waiters of one root and their turns, as QuotaBatcher takes them, in steps that others come between.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/admission/quota_turn.h"
#include "tests/model/quota/wire.h"
#include "tests/model/quota/world.h"

namespace tollgate::model_test {

class Replica {
 public:
  Replica(World& world, Wire& wire, Chance& chance, const Settings& settings, Counts& counts)
      : world_{world}, wire_{wire}, chance_{chance}, settings_{settings}, counts_{counts} {}

  void ask(PodId pod) { waiting_.push_back(pod); }

  // The next piece of a turn: the read, the swap, or the answers.
  void step();
  // The ledger's watch shows something newer, or all there is; or its own files come up to date, which only an ablation reads.
  enum class Heard { kSome, kAll, kAllAndFiles };
  void hear(Heard heard);
  // Everything it knew is lost. What it was asked is asked elsewhere, or nowhere.
  std::vector<PodId> crash();

  [[nodiscard]] bool idle() const { return waiting_.empty() && !turn_; }

 private:
  struct Turn {
    std::vector<PodId> pods;
    admission::Basis basis = admission::Basis::kCached;
    Result<quota::Ledger> read = Error{};
    std::optional<admission::Turn> taken;
  };
  class AtOnce;

  void begin();
  void take();
  void answer();
  void give_up_the_late();
  [[nodiscard]] quota::Ledger as_it_sees(quota::Ledger ledger);
  void remember(const quota::Ledger& ledger);

  World& world_;
  Wire& wire_;
  Chance& chance_;
  const Settings& settings_;
  Counts& counts_;
  std::vector<PodId> waiting_;
  admission::Basis basis_ = admission::Basis::kCached;
  std::optional<Turn> turn_;
  std::shared_ptr<const quota::Ledger> cache_;
  std::optional<quota::LedgerSpec> own_spec_;  // of its own files, for the ablation
};

}  // namespace tollgate::model_test
