// What is true in a run: the API server with its ledger and its pods, and the creates under way. Everything happens at once or
// not at all, in the order of one version number.

#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/quota/ledger.h"
#include "core/result.h"
#include "tests/model/quota/chance.h"
#include "tests/model/quota/counts.h"
#include "tests/model/quota/settings.h"
#include "tests/model/quota/tree.h"

namespace tollgate::model_test {

using std::chrono::nanoseconds;
using Version = std::uint64_t;
using PodId = std::size_t;

// One try to create a pod, and the pod when it came to one.
struct Pod {
  enum class State {
    kAsked,    // an admission replica has the question, or will have it again
    kRefused,  // it will never exist
    kAllowed,  // granted, not stored yet: another hook, its name or its time may still refuse it
    kLive,
    kEnded,  // in a terminal phase: it exists and holds nothing
    kGone,
  };
  Holding holding;
  quota::Charge charge;
  State state = State::kAsked;
  bool generated_name = false;
  bool stored = false;  // a ledger was stored that holds its promise
  nanoseconds started{0};
  nanoseconds deadline{0};  // of the question
  Version created = 0;
  Version ended = 0;  // when it ceased to hold anything
};

struct PodEvent {
  Version version = 0;
  PodId pod = 0;
  bool removed = false;
  bool ended = false;
};

class World {
 public:
  World(Chance& chance, const Settings& settings, Counts& counts);

  // The ledger. kNotFound: there is none.
  Result<quota::Ledger> read() const;
  enum class Writer { kReplica, kLeader };
  Result<std::string> swap(const quota::Ledger& ledger, Writer writer);
  void overwrite(const quota::Ledger& ledger, Writer writer);  // with no regard to versions
  void change_spec(const std::function<void(quota::LedgerSpec&)>& change);
  void delete_ledger();  // it stays, and grants nothing, until its finalizer is taken away
  void force_ledger_away();
  bool finish_deletion(const std::string& version);
  void create_ledger();
  [[nodiscard]] bool deleting() const { return deleting_; }
  // A new ledger grants nothing yet. No watch is as late as that takes: then who has not heard for so long could count it.
  [[nodiscard]] bool settling() const { return ledger_ != nullptr && !ledger_->status.initialized; }
  // All its versions of late, as a watch may show them.
  [[nodiscard]] const std::deque<std::shared_ptr<const quota::Ledger>>& shown() const { return shown_; }

  // The pods.
  PodId ask(Holding holding, std::optional<std::string> name);
  PodId ask_again(PodId under_another_name);
  void tell(PodId pod, bool allowed);
  void create(PodId pod);            // what an allowed create comes to: a pod, or its name is taken
  void refuse_elsewhere(PodId pod);  // by another hook
  void end(PodId pod);
  void remove(PodId pod);
  [[nodiscard]] bool exists(const std::string& name, const std::string& uid) const;
  [[nodiscard]] bool can_still_come(const Pod& pod) const;
  [[nodiscard]] Version version() const { return version_; }
  [[nodiscard]] const std::vector<PodEvent>& events() const { return events_; }
  [[nodiscard]] const std::vector<Pod>& pods() const { return pods_; }
  [[nodiscard]] const std::vector<PodId>& active() const { return active_; }  // that may hold something, or exist
  void forget_what_is_over();

  [[nodiscard]] nanoseconds now() const { return now_; }
  void pass(nanoseconds time) { now_ += time; }

  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  // The first thing that must never be.
  void report(std::string problem);
  [[nodiscard]] const std::string& problem() const { return problem_; }
  void trace(const std::string& text) const;

 private:
  void store(quota::Ledger ledger, Writer writer);
  void count_expiries(const quota::LedgerStatus& next);
  void happened(PodId pod, bool removed, bool ended);

  Chance& chance_;
  const Settings& settings_;
  Counts& counts_;
  nanoseconds now_{0};
  Version version_ = 100;
  std::shared_ptr<const quota::Ledger> ledger_;
  bool deleting_ = false;
  quota::LedgerSpec policy_ = first_spec();
  std::deque<std::shared_ptr<const quota::Ledger>> shown_;
  std::vector<Pod> pods_;
  std::vector<PodId> active_;
  std::map<std::string, PodId> uids_;
  std::map<std::string, PodId> names_;  // that are taken
  std::vector<PodEvent> events_;
  std::uint64_t changes_ = 0;
  std::string problem_;
};

}  // namespace tollgate::model_test
