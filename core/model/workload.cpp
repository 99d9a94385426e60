#include "core/model/workload.h"

#include <algorithm>
#include <array>

namespace tollgate::model {
namespace {

constexpr std::array kKinds{
    WorkloadKind{"apps", "Deployment", "deployments", "/spec/template",
                 "system:serviceaccount:kube-system:deployment-controller"},
    WorkloadKind{"apps", "ReplicaSet", "replicasets", "/spec/template",
                 "system:serviceaccount:kube-system:replicaset-controller"},
    WorkloadKind{"apps", "StatefulSet", "statefulsets", "/spec/template",
                 "system:serviceaccount:kube-system:statefulset-controller"},
    WorkloadKind{"apps", "DaemonSet", "daemonsets", "/spec/template", "system:serviceaccount:kube-system:daemon-set-controller"},
    WorkloadKind{"", "ReplicationController", "replicationcontrollers", "/spec/template",
                 "system:serviceaccount:kube-system:replication-controller"},
    WorkloadKind{"batch", "Job", "jobs", "/spec/template", "system:serviceaccount:kube-system:job-controller"},
    WorkloadKind{"batch", "CronJob", "cronjobs", "/spec/jobTemplate/spec/template",
                 "system:serviceaccount:kube-system:cronjob-controller"},
};

}  // namespace

std::span<const WorkloadKind> workload_kinds() { return kKinds; }

const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind) {
  const auto* found = std::ranges::find_if(kKinds, [&](const WorkloadKind& k) { return k.group == group && k.kind == kind; });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace tollgate::model
