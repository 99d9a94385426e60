// What is known of the quota ledgers when a request is judged: cached copies, for what can be said without counting.

#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/quota/ledger.h"

namespace tollgate::policy {

struct QuotaView {
  // The copy of a root's ledger; null when none was seen. Never blocks. Empty: no ledger is known.
  std::function<std::shared_ptr<const quota::Ledger>(std::string_view root)> ledger;
};

}  // namespace tollgate::policy
