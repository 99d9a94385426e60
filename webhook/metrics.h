// The webhook's own metrics, set from what its parts count.

#pragma once

#include "adapters/https/server.h"
#include "adapters/policy_files/policy_watch.h"
#include "adapters/telemetry/decision_log.h"
#include "adapters/telemetry/json_log.h"
#include "adapters/telemetry/metrics.h"
#include "app/admission/quota_batcher.h"
#include "webhook/ledgers.h"

namespace tollgate::webhook {

struct Counted {
  const policy_files::PolicyWatch& policy;
  const https::Server& server;
  const telemetry::JsonLog& log;
  const telemetry::DecisionLog* decision_log;  // may be absent
  Ledgers& ledgers;
  const admission::QuotaBatcher& quota;
};

// What `counted` refers to outlives the last exposition.
void add_metrics(telemetry::Metrics& metrics, const Counted& counted);

}  // namespace tollgate::webhook
