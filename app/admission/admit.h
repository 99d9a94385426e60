// The use case of admission: take the newest policy and cluster picture, judge, record.

#pragma once

#include "app/ports/clock.h"
#include "app/ports/recorder.h"
#include "app/published.h"
#include "core/model/admission_request.h"
#include "core/policy/cluster_view.h"
#include "core/policy/decision.h"
#include "core/policy/site.h"

namespace tollgate::admission {

// Thread-safe: one object serves every I/O thread. What it refers to outlives it.
class Admit {
 public:
  struct Needs {
    const Published<policy::Site>& site;
    const Published<policy::ClusterView>& cluster;
    const Clock& clock;
    Recorder& recorder;
  };

  struct Answer {
    policy::Decision decision;
    std::string policy_digest;
  };

  explicit Admit(Needs needs) : needs_{needs} {}

  Answer judge(const model::AdmissionRequest& request, policy::Phase phase) const;

  // An object that could not be read, with the reason: refused at both doors, since nothing can be said about it.
  Answer refuse_unreadable(std::string_view request_uid, std::string_view reason, policy::Phase phase) const;

 private:
  Needs needs_;
};

}  // namespace tollgate::admission
