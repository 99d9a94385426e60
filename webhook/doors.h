// The two paths the API server calls.

#pragma once

#include "adapters/https/routes.h"
#include "app/admission/admit.h"
#include "app/ports/clock.h"
#include "app/ports/cluster_source.h"

namespace tollgate::webhook {

struct Judging {
  const admission::Admit& admit;
  const ClusterSource& cluster;
  const Clock& clock;
};

// POST /mutate and POST /validate, judged on the I/O thread that read the request; only the counting of GPUs is waited for
// elsewhere, until shortly before the API server's own timeout. Until the cluster was seen once they answer 503: a call failure,
// which the registration's failurePolicy turns into a refusal. All it refers to outlives the routes.
void add_doors(https::Routes& routes, const Judging& judging);

}  // namespace tollgate::webhook
