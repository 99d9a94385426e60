// One door of the webhook: the bytes of a review in, the bytes of its answer out. The CLI's `review` uses the same.

#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "adapters/json/parser.h"
#include "adapters/kube_codec/arena.h"
#include "app/admission/admit.h"

namespace tollgate::kube_codec {

struct DoorAnswer {
  int http_status = 200;  // 400: it was no review, and `body` is a Status
  bool allowed = false;
  std::string body;
};

// A review whose answer waits for its GPUs to be counted.
struct UncountedReview {
  std::string uid;
  admission::Admit::Uncounted uncounted;
};

// Never blocks. `body` and `arena` are free again when it returns.
std::variant<DoorAnswer, UncountedReview> answer_review(json::Padded body, policy::Phase phase, const admission::Admit& admit,
                                                        Arena& arena);

// The answer once they were.
DoorAnswer answer_counted(std::string_view uid, const admission::Admit::Answer& counted);

// The answer to a request that was judged; `patch` is a JSON Patch of the mutating phase, empty = none.
std::string encode_judged(std::string_view uid, const admission::Admit::Answer& judged, std::string patch);

}  // namespace tollgate::kube_codec
