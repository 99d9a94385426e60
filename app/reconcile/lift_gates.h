// Lets in the pods that wait for quota: the one who leads promises them their GPUs in the ledger, then takes their gates off.
//
// A promise is made by compare-and-swap under the leader's epoch, and stands until the pod was seen without its gate
// (core/quota/confirm.h). So it is safe to stop anywhere: whoever leads next finds the promise and takes the gate off. A gate is
// only taken off the very pod the promise was made for, and doing so twice is the same as once.
//
// For one thread.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/clock.h"
#include "app/ports/log.h"
#include "app/ports/pod_counts.h"
#include "app/ports/pod_gates.h"
#include "app/ports/quota_store.h"
#include "core/quota/queue.h"
#include "core/result.h"

namespace tollgate::reconcile {

class LiftGates {
 public:
  struct Needs {
    PodCounts& pods;
    QuotaStore& ledgers;
    PodGates& gates;
    const Clock& clock;
    Log& log;
  };
  struct Settings {
    std::chrono::seconds patience{10};   // for one call to the store
    std::chrono::seconds say_every{10};  // a pod says something new this often at most
    std::size_t says_a_pass = 10;        // of the pods in front: it is for people, and each is a write
    std::chrono::seconds lift_for{1};    // a pass; the others are let in by the next one
  };
  struct Outcome {
    std::size_t lifted = 0;
    std::size_t waiting = 0;            // pods that go on waiting
    std::vector<std::string> failures;  // what could not be done now: another pass is due
  };

  explicit LiftGates(Needs needs) : LiftGates{needs, Settings{}} {}
  LiftGates(Needs needs, Settings settings) : needs_{needs}, settings_{settings} {}

  // One pass over one root, as the leader of `epoch`; repeats itself on a conflict, some times. Writes nothing while nothing
  // changes.
  // kConflict: somebody with a later epoch leads, or was faster. kUnavailable: not now (the pods were not listed, or are older
  // here than the ledger; the ledger grants nothing). kOutcomeUnknown: the promises may have been made; the next pass will know.
  Result<Outcome> pass(const std::string& root, std::int64_t epoch);

  // Of the pods that wait and hold nothing, such as those whose quota was taken out of the policy.
  Outcome free_pass();

 private:
  using ByUid = std::map<std::string, std::string, std::less<>>;
  struct Said {
    std::string text;
    std::chrono::nanoseconds at{0};
  };
  using Copy = std::shared_ptr<const quota::Ledger>;
  struct Root {
    std::string version;         // of the ledger, and …
    std::uint64_t revision = 0;  // … of the pods, when there was nothing left to do
    Outcome outcome;             // then
    bool has_more = false;       // to do, although nothing changes
    ByUid lifted;                // with the resourceVersion it was done at: the watch has not told of it yet
    std::map<std::string, Said, std::less<>> said;
  };

  Result<Outcome> pass_once(const std::string& root_name, Root& root, std::int64_t epoch, Copy ledger);
  void lift(const std::vector<quota::WaitingPod>& pods, Root& root, Outcome& outcome);
  void say(const quota::LiftPlan& plan, const std::string& root_name, Root& root, Outcome& outcome);

  Needs needs_;
  Settings settings_;
  std::map<std::string, Root, std::less<>> roots_;
};

}  // namespace tollgate::reconcile
