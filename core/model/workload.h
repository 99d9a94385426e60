// A workload (Deployment, Job, CronJob, …) as a view: its metadata and the pod templates inside it.
//
// Which kinds exist and where their templates are is data, not code: `workload_kinds()`.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/model/pod/pod.h"

namespace tollgate::model {

// How many pods a workload has at once, and whether they come all at once. Paths are JSON Pointers.
struct PodCount {
  std::string_view path;           // of the number, 1 where it is absent; empty: the object does not say
  std::string_view most;           // of another number that bounds it
  bool together = false;           // they come all at once …
  std::string_view parallel_when;  // … or do when "Parallel" stands here
};

struct WorkloadKind {
  std::string_view group;          // "apps"; "" is the core group
  std::string_view kind;           // "Deployment"
  std::string_view resource;       // "deployments"
  std::string_view template_path;  // JSON Pointer of the pod template: "/spec/template"
  std::string_view creator;        // the service account that makes the pods or the next workload from it
  PodCount pods;
};

// The built-in kinds, in the order of the documentation. Static storage.
std::span<const WorkloadKind> workload_kinds();

// nullptr when the kind is not a workload we know.
const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind);

struct PodTemplate {
  std::string_view base;  // JSON Pointer of the template in the object
  Pod pod;                // metadata and spec of the template
};

struct Workload {
  const WorkloadKind* kind = nullptr;
  Metadata metadata;
  List<PodTemplate> templates;
  std::optional<std::int64_t> pods;  // at once, from each template; nothing: the object does not say
  bool together = false;             // they come all at once

  explicit Workload(std::pmr::memory_resource* arena) : templates{arena} {}
  Workload(Workload&&) = default;
  Workload& operator=(Workload&&) = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
};

}  // namespace tollgate::model
