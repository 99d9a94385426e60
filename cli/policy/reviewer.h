// Judges Kubernetes objects and AdmissionReviews without a cluster, as the webhook would: the same decoding, the same
// decide(), the same answers.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/kube_codec/object.h"
#include "core/model/instant.h"
#include "core/policy/cluster_view.h"
#include "core/policy/decision.h"
#include "core/policy/gpu/given_ledgers.h"
#include "core/policy/site.h"

namespace tollgate::cli {

enum class ReviewPhase { kMutate, kValidate, kBoth };  // both: mutate, apply the patch, validate the result

struct Reviewed {
  std::string uid;            // of the request; empty when there was none to read
  std::string title;          // "Pod vision/train"; empty when the object could not be read
  policy::Decision decision;  // of the last phase. Code 400: neither a review nor an object
  std::string patch;          // what /mutate writes (RFC 6902); empty = nothing
  std::string result;         // JSON: the text as it was judged last, with the patch applied
};

// One thread at a time. Nothing accumulates between reviews.
class Reviewer {
 public:
  // `site` outlives the reviewer. `ledgers` are what every review meets; nothing in them changes.
  Reviewer(const policy::Site& site, policy::ClusterView cluster, policy::GivenLedgers ledgers, Instant now)
      : site_{site}, cluster_{std::move(cluster)}, ledgers_{std::move(ledgers)}, now_{now} {}

  // `json` is a review or a plain object; `context` is what the API server would know about a plain one. Without a phase:
  // validate for reviews, both for plain objects.
  Reviewed review(std::string_view json, const kube_codec::ObjectContext& context, std::optional<ReviewPhase> phase);

  // The AdmissionReview that answers, as one line of JSON.
  [[nodiscard]] std::string answer(const Reviewed& reviewed) const;

 private:
  struct Judged;

  Judged judge(std::string_view json, const kube_codec::ObjectContext& context, std::optional<ReviewPhase> phase);
  void judge(const model::AdmissionRequest& request, ReviewPhase phase, Reviewed& reviewed) const;
  void count(policy::Decision& decision) const;

  const policy::Site& site_;
  policy::ClusterView cluster_;
  policy::GivenLedgers ledgers_;
  Instant now_;
  kube_codec::Arena arena_;
};

}  // namespace tollgate::cli
