// Rule `pod-security`: the Pod Security Standards, of any level and version.
//
// What a level asks for in a version of Kubernetes is in core/pss, one file a check. A pod must pass when it is created, and
// an update may not make it worse; a workload is only warned about, because its pods are what counts.
//
// Beside the API server's own PodSecurity admission this rule adds what that cannot: modes, matches and exclusions by team and
// user, an answer that says what would pass, and everything wrong in one answer.
//
// A pool may let its pods add capabilities (`allowCapabilities`): IPC_LOCK, which NCCL pins memory with.
//
//   rule: pod-security
//   params: {level: restricted, version: "1.33"}

#include "core/policy/rules/security/pod_security.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <span>

#include "core/policy/fields/params.h"
#include "core/policy/gpu/placement.h"
#include "core/policy/judging/findings.h"
#include "core/pss/check.h"

namespace tollgate::policy {
namespace {

constexpr std::array<std::string_view, 3> kLevels{"privileged", "baseline", "restricted"};

constexpr std::array kParams{
    ParamSpec{.name = "level",
              .type = ParamType::kString,
              .fallback = "restricted",
              .choices = kLevels,
              .doc = "the standard to hold pods to"},
    ParamSpec{.name = "version",
              .type = ParamType::kString,
              .fallback = "latest",
              .choices = {},
              .doc = "the Kubernetes version whose definition of the level counts: latest, or 1.N"},
};

// Of one check: far more than anybody reads, and few enough to hold against those of the object before.
constexpr std::size_t kMostReported = 100;

// What the pool that the pod selects lets its pods add beside the standard.
std::span<const std::string> allowed_capabilities(const Facts& facts) {
  const Pool* pool = selected_pool(facts.site(), facts.pod());
  return pool == nullptr ? std::span<const std::string>{} : pool->allow_capabilities;
}

struct PodSecurity {
  std::vector<const pss::Check*> checks;
  int minor = pss::kLatest;

  void operator()(const Facts& facts, Findings& findings) const {
    const pss::Judged judged{.pod = facts.pod(), .minor = minor, .capabilities = allowed_capabilities(facts)};
    pss::Offences offences;
    for (const pss::Check* check : checks) {
      offences.clear();
      check->find(judged, offences);
      const std::size_t told = std::min(offences.size(), kMostReported);
      for (const pss::Offence& offence : std::span{offences}.first(told)) report(*check, offence, findings);
      if (told < offences.size()) report_more(*check, offences.size() - told, findings);
    }
  }

  static void report(const pss::Check& check, const pss::Offence& offence, Findings& findings) {
    Finding finding = findings.add(check.id, offence.field);
    finding.about(offence.subject).value(offence.value).says("{}", offence.text);
    if (offence.container != nullptr) finding.in(*offence.container);
    if (offence.fix.field.empty()) {
      finding.fix(offence.fix.value);
    } else {
      finding.fix(offence.fix.field, offence.fix.value);
    }
  }

  // Their number is what tells the object from the one before.
  static void report_more(const pss::Check& check, std::size_t count, Findings& findings) {
    findings.add(check.id, "").value(fmt::format("{}", count)).says("the pod has {} more problems of this kind", count);
  }
};

std::vector<std::string_view> ids() {
  std::vector<std::string_view> names;
  names.reserve(pss::checks().size());
  for (const pss::Check& check : pss::checks()) names.push_back(check.id);
  return names;
}

Result<Rule> compile(const Params& params) {
  const pss::Level level = TRY(pss::level_from(params.text("level")));
  const int minor = TRY(pss::minor_from(params.text("version")));
  return Rule{.check = PodSecurity{.checks = pss::select(level, minor), .minor = minor}};
}

constexpr std::string_view kDoc =
    R"(The [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/), whole and of every version, by the ids of Kubernetes' own admission.

* `baseline` refuses what breaks out of a pod: appArmorProfile, capabilities_baseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle (1.34), privileged, procMount, seLinuxOptions, seccompProfile_baseline, sysctls, windowsHostProcess.
* `restricted` also asks for what hardens it: allowPrivilegeEscalation (1.8), capabilities_restricted (1.22), procMount_restricted (1.35), restrictedVolumes, runAsNonRoot, runAsUser (1.23), seccompProfile_restricted (1.19). Where one of these is the stricter form of a check of baseline, it stands in its place.
* `privileged` asks for nothing.

A number is the version of Kubernetes that brought the check; with an older `version` it is not asked for. Lists grow with the version as well (sysctls in 1.27, 1.29, 1.32 and 1.37, the SELinux type container_engine_t in 1.31). From 1.25 on, pods for Windows need not drop capabilities, name a seccomp profile or forbid privilege escalation; from 1.35 on, pods with `hostUsers: false` may run as root, and in baseline unmask /proc.

Init, app and ephemeral containers are held to the same. A volume of no kind is an emptyDir; a kind nobody knows is refused by restricted. A pod must pass when it is created; an update may not make it worse.

A Pool's `allowCapabilities` may be added by pods that carry the pool's nodeSelector. Workloads are only warned of what their pods will be told.)";

}  // namespace

const RuleKind kPodSecurity{.name = "pod-security",
                            .summary = "pods keep to the Pod Security Standards",
                            .doc = kDoc,
                            .subjects = {Subject::kPodCreate, Subject::kPodUpdate, Subject::kEphemeral, Subject::kWorkload},
                            .params = kParams,
                            .compile = compile,
                            .advises = {Subject::kWorkload},
                            .checks = ids};

}  // namespace tollgate::policy
