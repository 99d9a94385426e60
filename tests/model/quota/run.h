// One run: some thousand steps, each one thing that happens, chosen by chance; then quiet, and what must be true of it.

#pragma once

#include <array>
#include <memory>
#include <string>

#include "tests/model/quota/invariants.h"
#include "tests/model/quota/leader.h"
#include "tests/model/quota/replica.h"
#include "tests/model/quota/wire.h"
#include "tests/model/quota/world.h"

namespace tollgate::model_test {

struct Finding {
  std::string problem;  // empty: none
  int step = 0;
};

class Run {
 public:
  Run(std::uint64_t seed, const Settings& settings);

  Finding play();
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void step();
  void time_passes();
  void somebody_creates();
  void a_create_comes_to_something();
  void a_pod_moves_on();
  void a_replica_goes_on();
  void a_replica_crashes();
  void a_leader_goes_on();
  void leadership_moves();
  void a_watch_misbehaves();
  void the_policy_changes();
  void the_ledger_is_deleted();

  // After the last step. Gangs and gated pods have their place here and in step(): lifted when they fit, or still whole.
  void calm_down();
  void a_quiet_second();
  void check_quiet();
  void probe();

  std::optional<PodId> some_pod(Pod::State state);
  std::unique_ptr<Leader> new_leader();

  Settings settings_;
  Chance chance_;
  Counts counts_;
  World world_{chance_, settings_, counts_};
  Wire wire_{world_, chance_, settings_, counts_};
  std::array<Replica, 2> replicas_{Replica{world_, wire_, chance_, settings_, counts_},
                                   Replica{world_, wire_, chance_, settings_, counts_}};
  std::array<std::unique_ptr<Leader>, 2> leaders_;
  Invariants invariants_{world_, settings_};
  bool leaders_live_short_ = false;  // shorter than the time to live, always
  bool rivals_ = false;              // who both believe to lead, at times
  int moves_ = 1;                    // of pods, one in so many that might be
  int deletions_ = 1;                // of the ledger, one in so many that might be
  std::size_t names_ = 4;            // that people give their pods
};

}  // namespace tollgate::model_test
