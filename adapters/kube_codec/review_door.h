// One door of the webhook: the bytes of a review in, the bytes of its answer out. The CLI's `review` uses the same.

#pragma once

#include <string>

#include "adapters/json/parser.h"
#include "adapters/kube_codec/arena.h"
#include "app/admission/admit.h"

namespace tollgate::kube_codec {

struct DoorAnswer {
  int http_status = 200;  // 400: it was no review, and `body` is a Status
  bool allowed = false;
  std::string body;
};

// Blocks for as long as judging takes. `body` and `arena` are free again when it returns.
DoorAnswer answer_review(json::Padded body, policy::Phase phase, const admission::Admit& admit, Arena& arena);

}  // namespace tollgate::kube_codec
