// One who believes that it confirms: its watch of the pods, and passes of the QuotaConfirmer, in steps that others come between.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/ports/clock.h"
#include "app/ports/pod_counts.h"
#include "app/ports/quota_store.h"
#include "app/reconcile/quota_confirmer.h"
#include "core/quota/live_pods.h"
#include "tests/model/quota/stepwise.h"
#include "tests/model/quota/wire.h"
#include "tests/model/quota/world.h"

namespace tollgate::model_test {

class Leader {
 public:
  struct Needs {
    World& world;
    Wire& wire;
    Chance& chance;
    const Settings& settings;
    Counts& counts;
  };

  // Has claimed nothing, and knows no pods yet.
  explicit Leader(Needs needs);
  ~Leader();
  Leader(const Leader&) = delete;
  Leader& operator=(const Leader&) = delete;

  void step_of_watch();
  void step_of_pass();
  // The ledger is there as the policy wants it; one on its way out goes when nothing is promised in it.
  void keep_ledger();
  void stall(nanoseconds time) { stalled_until_ = needs_.world.now() + time; }
  void relist() { watching_ = false; }
  void catch_up();

  // Somebody else confirms.
  [[nodiscard]] bool has_stepped_down() const { return stepped_down_; }
  [[nodiscard]] bool up_to_date() const { return watching_ && at_ == needs_.world.events().size() && !half_told_; }
  [[nodiscard]] nanoseconds since() const { return since_; }

 private:
  class Ports;

  void list();
  void tell(const PodEvent& event);
  void finish_telling();

  Needs needs_;
  std::optional<std::int64_t> epoch_;  // that was claimed
  nanoseconds since_;
  nanoseconds clock_offset_;  // no two clocks agree
  quota::LivePods pods_;
  bool watching_ = false;   // the list was had; events follow
  std::size_t at_ = 0;      // the next event
  std::string version_;     // of what was told last
  bool half_told_ = false;  // the pods were told, their version not yet
  bool listing_ = false;    // … and the list has not ended
  nanoseconds stalled_until_{0};
  bool stepped_down_ = false;
  std::unique_ptr<Ports> ports_;
  std::optional<reconcile::QuotaConfirmer> confirmer_;
};

}  // namespace tollgate::model_test
