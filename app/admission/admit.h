// The use case of admission: take the newest policy and cluster picture, judge, have the GPUs counted, record.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "app/admission/claim_pods.h"
#include "app/admission/quota_batcher.h"
#include "app/ports/clock.h"
#include "app/ports/quota_store.h"
#include "app/ports/recorder.h"
#include "app/published.h"
#include "core/model/admission_request.h"
#include "core/policy/cluster_view.h"
#include "core/policy/decision.h"
#include "core/policy/quota_view.h"
#include "core/policy/site.h"

namespace tollgate::admission {

// Thread-safe: one object serves every I/O thread. What it refers to outlives it; it outlives the batcher and the claims' pods.
class Admit {
 public:
  struct Needs {
    const Published<policy::Site>& site;
    const Published<policy::ClusterView>& cluster;
    const Clock& clock;
    Recorder& recorder;
    const QuotaStore& ledgers;
    QuotaBatcher& quota;
    ClaimPods& pods;
    policy::QuotaView::TeamOf team_quota = {};  // for the texts of refusals; empty: they name no holders
    bool has_queue = true;                      // false: nobody lets in the pods that wait, so none is made to
  };

  struct Answer {
    policy::Decision decision;
    std::string policy_digest;
  };

  // Nothing refuses it, and its GPUs are still to be counted, or its pod is to be looked at. Owns all it needs: the request may
  // go.
  struct Uncounted {
    Answer answer;
    DecisionRecord record;
    std::chrono::nanoseconds started{0};
  };

  explicit Admit(Needs needs);

  // The answer, recorded; or what is left of it until count().
  std::variant<Answer, Uncounted> judge(const model::AdmissionRequest& request, policy::Phase phase) const;

  // Has the GPUs counted, by `deadline` on the clock's monotonic(). Never blocks; `done` is called once, on any thread, with the
  // answer, recorded.
  void count(Uncounted uncounted, std::chrono::nanoseconds deadline, const std::function<void(Answer)>& done) const;

  // An object that could not be read, with the reason: refused at both doors, since nothing can be said about it.
  Answer refuse_unreadable(std::string_view request_uid, std::string_view reason, policy::Phase phase) const;

 private:
  using Kept = std::shared_ptr<Uncounted>;
  using Done = std::function<void(Answer)>;

  void look_at_pod(const Kept& kept, std::chrono::nanoseconds deadline, const Done& done) const;
  void count_charge(const Kept& kept, std::chrono::nanoseconds deadline, const Done& done) const;
  void finish(const policy::Decision& decision, DecisionRecord record, std::chrono::nanoseconds started) const;

  Needs needs_;
  policy::QuotaView quota_view_;
};

// When a caller that waits `timeout` for its answer must have it: a second before the end, or half-way when that is sooner.
Duration patience(Duration timeout);

}  // namespace tollgate::admission
