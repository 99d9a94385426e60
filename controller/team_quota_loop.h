// Shows people their teams' quotas, and lets each team's members see its own.

#pragma once

#include <stop_token>

#include "app/ports/leader_lock.h"
#include "app/ports/log.h"
#include "app/ports/quota_access.h"
#include "app/published.h"
#include "app/reconcile/publish_team_quotas.h"
#include "controller/loop.h"
#include "controller/said_once.h"
#include "core/policy/site.h"

namespace tollgate::controller {

class TeamQuotaLoop {
 public:
  // All of them outlive the loop.
  struct Parts {
    const Published<policy::Site>& site;
    const QuotaStore& ledgers;
    PodHoldings& pods;
    TeamQuotas& shown;
    QuotaAccess& access;
    const LeaderLock& leader;
    const Clock& clock;
    Log& log;
  };

  explicit TeamQuotaLoop(Parts parts) : parts_{parts}, publish_{{parts.ledgers, parts.pods, parts.shown, parts.clock}} {}

  // One pass each, on a thread of its own each. Nothing is written unless we lead.
  Pass show();
  Pass let_in();

  // How often quotas are shown: no team's is written more than once in this time.
  static constexpr LoopTiming kTiming{
      .interval = std::chrono::seconds{1}, .spacing = std::chrono::seconds{1}, .last_pause = std::chrono::seconds{30}};

 private:
  Parts parts_;
  reconcile::PublishTeamQuotas publish_;
  SaidOnce not_shown_;
  SaidOnce not_let_in_;
};

}  // namespace tollgate::controller
