// Shows people their teams' quotas: what the ledgers and the pods say, written where it differs from what is shown.
//
// Off the grant path: nothing waits for it, and what it shows may be a moment old. For one thread.

#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/clock.h"
#include "app/ports/pod_holdings.h"
#include "app/ports/quota_store.h"
#include "app/ports/team_quotas.h"

namespace tollgate::reconcile {

class PublishTeamQuotas {
 public:
  // All of them outlive it.
  struct Needs {
    const QuotaStore& ledgers;
    PodHoldings& pods;
    TeamQuotas& shown;
    const Clock& clock;
  };
  struct Settings {
    std::chrono::seconds relist{30};  // what somebody else has changed or removed is made true again after this long
  };
  struct Outcome {
    int written = 0;
    int removed = 0;
    std::vector<std::string> failures;
  };

  explicit PublishTeamQuotas(Needs needs) : PublishTeamQuotas{needs, Settings{}} {}
  PublishTeamQuotas(Needs needs, Settings settings) : needs_{needs}, settings_{settings} {}

  // One pass over the ledgers of all roots there are: each team is written at most once. Teams of none of them are removed, once
  // every ledger was seen. What failed, or came after nobody answered, is tried again at the next pass.
  Outcome pass(const std::vector<std::string>& roots);

 private:
  using Quotas = std::map<std::string, quota::TeamQuota, std::less<>>;  // by team
  struct Seen {
    std::string version;         // of the ledger, and …
    std::uint64_t revision = 0;  // … of the pods, when its teams were …
    Quotas teams;                // … projected to these
  };

  void relist(Outcome& outcome);
  void project(const quota::Ledger& ledger, Seen& seen, Outcome& outcome);
  void write(const Quotas& wanted, Outcome& outcome);
  void remove_others(const Quotas& wanted, Outcome& outcome);

  Needs needs_;
  Settings settings_;
  bool listed_ = false;
  std::chrono::nanoseconds listed_at_{0};
  Quotas shown_;
  std::map<std::string, Seen, std::less<>> seen_;  // by root
};

}  // namespace tollgate::reconcile
