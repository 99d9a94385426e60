// The two paths the API server calls.

#pragma once

#include "adapters/https/routes.h"
#include "app/admission/admit.h"
#include "app/ports/cluster_source.h"

namespace tollgate::webhook {

// POST /mutate and POST /validate, judged on the I/O thread that read the request. Until the cluster was seen once they answer
// 503: a call failure, which the registration's failurePolicy turns into a refusal. All outlive the routes.
void add_doors(https::Routes& routes, const admission::Admit& admit, const ClusterSource& cluster);

}  // namespace tollgate::webhook
