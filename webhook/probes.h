// What kubelet and Prometheus ask, over plain HTTP: /livez, /readyz, /metrics.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/https/routes.h"
#include "adapters/telemetry/metrics.h"

namespace tollgate::webhook {

// One condition of readiness. `holds` is asked on an I/O thread and must not block.
struct ReadyCheck {
  std::string name;  // "policy"
  std::function<bool()> holds;
};

// /livez says the process answers, whatever the API server does. /readyz lists the checks that fail: 503.
void add_probes(https::Routes& routes, std::vector<ReadyCheck> checks, telemetry::Metrics& metrics);

}  // namespace tollgate::webhook
