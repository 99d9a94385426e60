// Rule `pod-security`: the Pod Security Standards, of any level and version.
//
// Checks this program has so far: hostNamespaces, hostPathVolumes, privileged (all baseline). Level restricted therefore asks
// for no more than baseline yet; the in-tree PodSecurity admission should keep enforcing the rest.
// A pod must pass when it is created, and an update may not make it worse; a workload is only warned about, because its pods
// are what counts.
//
//   rule: pod-security
//   params: {level: baseline, version: latest}

#include "core/policy/rules/security/pod_security.h"

#include <array>

#include "core/policy/judging/findings.h"
#include "core/policy/params.h"
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

// The change that would pass, where a single one would.
std::optional<PodEdit> edit_for(const pss::Check& check, const pss::Offence& offence) {
  if (check.id == "privileged") return ClearPrivileged{offence.container->kind, offence.subject};
  for (const HostNamespace which : {HostNamespace::kNetwork, HostNamespace::kPid, HostNamespace::kIpc}) {
    if (check.id == "hostNamespaces" && offence.subject == field_of(which)) return ClearHostNamespace{which};
  }
  return std::nullopt;
}

struct PodSecurity {
  std::vector<const pss::Check*> checks;

  void operator()(const Facts& facts, Findings& findings) const {
    pss::Offences offences;
    for (const pss::Check* check : checks) {
      offences.clear();
      check->find(facts.pod(), offences);
      for (const pss::Offence& offence : offences) report(*check, offence, findings);
    }
  }

  static void report(const pss::Check& check, const pss::Offence& offence, Findings& findings) {
    Finding finding = findings.add(check.id, offence.field);
    finding.about(offence.subject).value(offence.value).says("{}", offence.text);
    if (offence.container != nullptr) finding.in(*offence.container);
    if (const std::optional<PodEdit> edit = edit_for(check, offence)) {
      finding.fix(*edit);
    } else {
      finding.fix(check.advice);
    }
  }
};

std::vector<std::string_view> ids() {
  std::vector<std::string_view> names;
  for (const pss::Check& check : pss::checks()) names.push_back(check.id);
  return names;
}

Result<Rule> compile(const Params& params) {
  const pss::Level level = TRY(pss::level_from(params.text("level")));
  const int minor = TRY(pss::minor_from(params.text("version")));
  return Rule{.check = PodSecurity{pss::select(level, minor)}};
}

constexpr std::string_view kDoc =
    "Checks of the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/) that this rule "
    "has so far, all of level baseline: hostNamespaces, hostPathVolumes, privileged. Level restricted asks for no more than that "
    "yet, so leave Kubernetes' own PodSecurity admission at work for the rest. Init, app and ephemeral containers are held to "
    "the "
    "same. A pod must pass when it is created; an update may not make it worse. Workloads are only warned of what their pods "
    "will "
    "be told.";

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
