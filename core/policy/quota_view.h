// What is known of the quota when a request is judged: cached copies, for what can be said without counting.

#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/quota/ledger.h"
#include "core/quota/team_quota.h"

namespace tollgate::policy {

struct QuotaView {
  using TeamOf = std::function<std::shared_ptr<const quota::TeamQuota>(std::string_view team)>;

  // The copy of a root's ledger; null when none was seen. Never blocks. Empty: no ledger is known.
  std::function<std::shared_ptr<const quota::Ledger>(std::string_view root)> ledger;

  // What is shown to people of a team's quota; null when nothing is. Never blocks for long. Empty: of no team.
  TeamOf team = {};

  // Somebody lets in the pods that wait. False: nobody does, so none is made to wait.
  bool has_queue = true;
};

}  // namespace tollgate::policy
