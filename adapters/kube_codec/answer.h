// What goes back to the API server: the AdmissionReview v1 answer, and a Status for what is no review.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollgate::kube_codec {

struct Answer {
  std::string uid;  // of the review; the API server refuses an answer with another one
  bool allowed = true;
  int code = 200;                     // when denied: 403, 422 or 503
  std::string message;                // when denied
  std::string patch;                  // a JSON Patch; empty = none. Only ever of the mutating phase
  std::vector<std::string> warnings;  // cut to 120 characters, made one line each
  std::vector<std::pair<std::string, std::string>> audit_annotations;  // a key the API server would drop is left out
};

// Never says when to try again: the API server would sleep, or pass it on to controllers that then retry by themselves.
std::string encode_answer(const Answer& answer);

// A metav1.Status of a failure, with the reason that belongs to the HTTP status `code`.
std::string encode_status(int code, std::string_view message);

}  // namespace tollgate::kube_codec
