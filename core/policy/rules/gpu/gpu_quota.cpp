// Rule `gpu-quota`: a pod's GPUs fit into its team's quota, and into those of the teams above it.
//
// Judged by the ledger of the team's tree, which counts the pod and answers in one compare-and-swap, so that no two pods are
// granted the same GPU. Only a pod's creation is judged: templates hold nothing, and what exists is counted already. It comes
// last, when nothing else refuses the pod; of a pod that is refused anyway, a cached copy says what would be short. A pod of
// a job type that queues waits instead, and is refused only what would not fit into an empty quota. At a workload's door the
// same is said of all its pods together, where they start together or are refused one by one.
// In mode warn or audit, and for whoever is exempted, pods are counted without being held to the limits.
//
// At work without a PodPolicy, for teams whose tree has a quota. No parameters.

#include "core/policy/rules/gpu/gpu_quota.h"

namespace tollgate::policy {
namespace {

// Nothing to check by itself: judging/quota/counting.cpp asks the ledger.
Result<Rule> compile(const Params& /*none*/) { return Rule{}; }

constexpr std::string_view kDoc =
    "A pod's GPUs fit into its team's `quota` and into those of all teams above it: ceilings in all, by GPU model, by job type, "
    "by "
    "user and for one pod; and no grant may eat into what the teams beside it are guaranteed. All pods that exist and have not "
    "ended count, whether they run yet or not. The ledger of the team's tree counts the pod and answers in one step, so two pods "
    "are never granted the same GPU, however many replicas judge. A refusal says what was asked for, used, promised and free. In "
    "mode warn or audit pods are counted, but not held to the limits. A dry run is judged by a cached copy and counts nothing. "
    "Where the job type says `onQuota: queue` a pod is not refused for what others hold: it waits (see `quota-gate`). A workload "
    "holds nothing itself: it is refused when its pods together ask for more than `perWorkload`, or for more than could ever be "
    "had, and its author is warned of what does not fit now.";

}  // namespace

const RuleKind kGpuQuota{.name = "gpu-quota",
                         .summary = "a pod's GPUs fit into its team's quota",
                         .doc = kDoc,
                         .subjects = {Subject::kPodCreate, Subject::kWorkload, Subject::kClaim},
                         .params = {},
                         .compile = compile,
                         .is_default = true,
                         .counts = true};

}  // namespace tollgate::policy
