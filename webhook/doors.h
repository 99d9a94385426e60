// The two paths the API server calls.

#pragma once

#include "adapters/https/routes.h"
#include "app/admission/admit.h"

namespace tollgate::webhook {

// POST /mutate and POST /validate, judged on the I/O thread that read the request. `admit` outlives the routes.
void add_doors(https::Routes& routes, const admission::Admit& admit);

}  // namespace tollgate::webhook
