// What kubelet and Prometheus ask, over plain HTTP: /livez, /readyz, /metrics.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/https/routes.h"

namespace tollgate::https {

// One condition of readiness. `holds` is asked on an I/O thread and must not block.
struct ReadyCheck {
  std::string name;  // "policy"
  std::function<bool()> holds;
};

struct Exposition {
  std::function<std::string()> text;
  std::string_view content_type;
};

// /livez says the process answers, whatever the API server does. /readyz lists the checks that fail: 503.
void add_probes(Routes& routes, std::vector<ReadyCheck> checks, Exposition metrics);

}  // namespace tollgate::https
