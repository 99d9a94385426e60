#include "core/model/workload.h"

#include <algorithm>
#include <array>

namespace tollgate::model {
namespace {

// A Deployment that rolls out, and a StatefulSet in order, make the next pod when one before it is ready.
constexpr std::array kKinds{
    WorkloadKind{"apps",
                 "Deployment",
                 "deployments",
                 "/spec/template",
                 "system:serviceaccount:kube-system:deployment-controller",
                 {.path = "/spec/replicas"}},
    WorkloadKind{"apps",
                 "ReplicaSet",
                 "replicasets",
                 "/spec/template",
                 "system:serviceaccount:kube-system:replicaset-controller",
                 {.path = "/spec/replicas", .together = true}},
    WorkloadKind{"apps",
                 "StatefulSet",
                 "statefulsets",
                 "/spec/template",
                 "system:serviceaccount:kube-system:statefulset-controller",
                 {.path = "/spec/replicas", .parallel_when = "/spec/podManagementPolicy"}},
    WorkloadKind{
        "apps", "DaemonSet", "daemonsets", "/spec/template", "system:serviceaccount:kube-system:daemon-set-controller", {}},
    WorkloadKind{"",
                 "ReplicationController",
                 "replicationcontrollers",
                 "/spec/template",
                 "system:serviceaccount:kube-system:replication-controller",
                 {.path = "/spec/replicas", .together = true}},
    WorkloadKind{"batch",
                 "Job",
                 "jobs",
                 "/spec/template",
                 "system:serviceaccount:kube-system:job-controller",
                 {.path = "/spec/parallelism", .most = "/spec/completions", .together = true}},
    WorkloadKind{"batch",
                 "CronJob",
                 "cronjobs",
                 "/spec/jobTemplate/spec/template",
                 "system:serviceaccount:kube-system:cronjob-controller",
                 {.path = "/spec/jobTemplate/spec/parallelism", .most = "/spec/jobTemplate/spec/completions", .together = true}},
};

}  // namespace

std::span<const WorkloadKind> workload_kinds() { return kKinds; }

const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind) {
  const auto* found = std::ranges::find_if(kKinds, [&](const WorkloadKind& k) { return k.group == group && k.kind == kind; });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace tollgate::model
