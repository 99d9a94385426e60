// What a check may ask: one pod (or one template of a workload), whose it is, who asks, and what the site says.
//
// Request-scoped: refers to the request and the Site, which outlive the call.

#pragma once

#include "core/policy/judging/ownership.h"
#include "core/policy/judging/subject.h"

namespace tollgate::policy {

class Facts {
 public:
  Facts(const Door& door, Subject subject, const model::Pod& pod, std::string_view base)
      : Facts{door, subject, pod, base, labelled(door.site.platform.labels, pod)} {}
  // With the labels that the pod is about to get.
  Facts(const Door& door, Subject subject, const model::Pod& pod, std::string_view base, Ownership ownership)
      : door_{door}, subject_{subject}, pod_{pod}, base_{base}, ownership_{ownership} {}

  [[nodiscard]] const Door& door() const { return door_; }
  [[nodiscard]] const Site& site() const { return door_.site; }
  [[nodiscard]] const Platform& platform() const { return door_.site.platform; }
  [[nodiscard]] const ClusterView& cluster() const { return door_.cluster; }
  [[nodiscard]] const model::AdmissionRequest& request() const { return door_.request; }
  [[nodiscard]] Subject subject() const { return subject_; }
  [[nodiscard]] const model::Pod& pod() const { return pod_; }
  [[nodiscard]] std::string_view base() const { return base_; }  // JSON Pointer of the pod in the object

  // The team whose namespace this is; nullptr = nobody's.
  [[nodiscard]] const Team* team() const { return door_.team; }

  // What the pod's labels say, rightly or not; empty where one is absent.
  [[nodiscard]] const Ownership& ownership() const { return ownership_; }
  [[nodiscard]] std::string_view team_label() const { return ownership_.team; }
  [[nodiscard]] std::string_view user() const { return ownership_.user; }
  [[nodiscard]] std::string_view job_type() const { return ownership_.job_type; }

 private:
  const Door& door_;
  Subject subject_;
  const model::Pod& pod_;
  std::string_view base_;
  Ownership ownership_;
};

}  // namespace tollgate::policy
