// Rule `dra-claims`: what a claim asks for of devices can be counted, and is counted once.
//
// With Dynamic Resource Allocation GPUs are claimed: by a ResourceClaim that people create, by one that Kubernetes makes for a
// pod from a template, or by one that the scheduler makes for a pod's extended resources. The first is charged by itself, the
// others with their pod. So a claim must say how many devices it wants, of a class whose worth is known; and what says that a
// claim was made for a pod is not for people to write.
// /mutate writes on a pod what its templates ask for at that moment (core/policy/gpu/claimed_gpus.h). /validate asks for it, and
// it stays for the pod's whole life, at every door.
// Access for administration, to devices that others hold, is the platform's admins' alone, and by a claim of their own.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/gpu/dra_claims.h"

#include <array>

#include "core/policy/gpu/claimed_gpus.h"
#include "core/policy/judging/claim_origin.h"
#include "core/policy/judging/findings.h"
#include "core/policy/judging/roles.h"

namespace tollgate::policy {
namespace {

using model::DeviceAsk;
using model::DeviceRequest;
using model::Text;

std::string annotation_field(std::string_view key) { return fmt::format("metadata.annotations[{}]", key); }

std::string listed_classes(const GpuCatalog& catalog) {
  std::vector<std::string_view> names;
  for (const DeviceClass& known : catalog.device_classes) {
    if (known.units > model::GpuUnits{}) names.push_back(known.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// Where requests stand, or what refers to them.
struct Place {
  std::string field;  // "spec.devices.requests[gpu]"
  std::string via;    // " (request gpu of template one)", or empty
};

class Requests {
 public:
  Requests(const Facts& facts, Findings& findings) : facts_{facts}, findings_{findings} {}

  void check(const DeviceRequest& request, const Place& at) {
    if (request.choices.empty()) {
      add("request", request, at).says("asks in a way that cannot be counted{}", at.via).fix("exactly, or firstAvailable");
    }
    for (const DeviceAsk& ask : request.choices) check(request, ask, at);
  }

 private:
  void check(const DeviceRequest& request, const DeviceAsk& ask, const Place& at) {
    if (ask.admin_access) return check_admin(request, at);
    if (!ask.allocation_mode.empty() && ask.allocation_mode != "ExactCount") {
      add("allocation-mode", request, at)
          .says("has allocationMode {}{}: how many devices that is cannot be counted", ask.allocation_mode, at.via)
          .fix("allocationMode: ExactCount with a count");
    } else if (ask.count < 1) {
      add("count", request, at).says("must ask for at least one device, not {}{}", ask.count, at.via).fix("count: 1");
    }
    if (facts_.team() == nullptr) return;  // `unmappedNamespaces` says what may be claimed there
    if (facts_.site().gpus.find_class(ask.device_class) == nullptr) refuse_class(ask.device_class, at);
  }

  void check_admin(const DeviceRequest& request, const Place& at) {
    const bool is_own = facts_.subject() == Subject::kClaim && !made_for_pod(facts_.request());
    if (is_own && is_platform_admin(facts_.request().caller, facts_.platform())) return;
    add("admin-access", request, at)
        .says("has adminAccess{}, which only admins of the platform may claim, and not by a template", at.via)
        .fix("adminAccess: false");
  }

  void refuse_class(const std::string& name, const Place& at) {
    const std::string classes = listed_classes(facts_.site().gpus);
    findings_.add("device-class", at.field)
        .about(at.field)
        .value(name)
        .says("is of device class \"{}\"{}, which this site does not know, so it cannot be counted", name, at.via)
        .fix(fmt::format("{}{}ask the platform's admins to list it in deviceClasses of the GpuCatalog (units: 0 for no GPU)",
                         classes, classes.empty() ? "" : ", or "));
  }

  Finding add(std::string_view check, const DeviceRequest& request, const Place& at) {
    Finding finding = findings_.add(check, at.field);
    finding.about(at.field).value(request.name);
    return finding;
  }

  const Facts& facts_;
  Findings& findings_;
};

// Of a claim, or of the claims of a template.
void check_requests(const Facts& facts, Findings& findings) {
  const auto* claim = std::get_if<model::ResourceClaim>(&facts.request().object);
  if (claim == nullptr) return;
  const std::string_view path =
      facts.subject() == Subject::kClaimTemplate ? "spec.spec.devices.requests" : "spec.devices.requests";
  Requests requests{facts, findings};
  for (const DeviceRequest& request : claim->requests) {
    requests.check(request, {.field = fmt::format("{}[{}]", path, request.name), .via = {}});
  }
}

// What says that a claim was made for a pod, of a claim that was not.
void check_origin(const Facts& facts, Findings& findings) {
  const model::Metadata& claim = facts.pod().metadata;
  const std::optional<MadeForPod> made = made_for_pod(facts.request());
  for (const std::string_view key : std::array{kPodClaimName, kExtendedResourceClaim}) {
    const bool is_its_own = made && made->claim.empty() == (key == kExtendedResourceClaim);
    const std::optional<Text> value = claim.annotation(key);
    if (!value || is_its_own) continue;
    findings.add("origin", annotation_field(key))
        .about(key)
        .value(*value)
        .says("is for Kubernetes to set on claims that it makes for pods")
        .fix("leave it out");
  }
}

void check_templates(const Facts& facts, Findings& findings) {
  Requests requests{facts, findings};
  for (const model::PodClaim& claim : facts.pod().resource_claims) {
    if (claim.template_name.empty()) continue;
    const std::string field = fmt::format("spec.resourceClaims[{}]", claim.name);
    const ClaimTemplateView* known = find_template(facts.cluster(), facts.request().namespace_name, claim.template_name);
    if (known == nullptr) {
      findings.add("template", field)
          .about(claim.name)
          .value(claim.template_name)
          .says("names ResourceClaimTemplate {}, which is not known, so it cannot be counted", claim.template_name)
          .fix("create the template first; if it was just created, try again");
      continue;
    }
    for (const DeviceRequest& request : known->requests) {
      requests.check(request, {.field = field, .via = fmt::format(" (request {} of template {})", request.name, known->name)});
    }
  }
}

// What /mutate writes, and nothing else.
void check_written(const Facts& facts, Findings& findings) {
  const std::optional<Text> written = facts.pod().metadata.annotation(kPodClaims);
  const auto right = claims_to_write(facts.site().gpus, facts.cluster(), facts.request().namespace_name, facts.pod());
  if (!right && uses_templates(facts.pod())) return;  // its template is not known: said already
  if (written == (right ? std::optional<Text>{*right} : std::nullopt)) return;
  Finding finding = findings.add("written", annotation_field(kPodClaims));
  finding.about(kPodClaims).value(written.value_or(Text{})).says("is not what the pod's claims ask for");
  if (right) {
    finding.fix(SetAnnotation{std::string{kPodClaims}, *right});
  } else {
    finding.fix("leave it out");
  }
}

// On every door by which annotations get in.
void check_unchanged(const Facts& facts, std::string_view key, Findings& findings) {
  const model::Metadata* old = old_metadata(facts.request());
  const std::optional<Text> before = old == nullptr ? std::nullopt : old->annotation(key);
  const std::optional<Text> now = facts.pod().metadata.annotation(key);
  if (now == before) return;
  findings.add("changed", annotation_field(key))
      .about(key)
      .value(now.value_or(Text{}))
      .says("says what was counted, and must stay as it is")
      .fix("leave it as it is");
}

void check(const Facts& facts, Findings& findings) {
  switch (facts.subject()) {
    case Subject::kPodCreate:
      if (facts.team() == nullptr) return;  // `unmappedNamespaces` says what may run there
      check_templates(facts, findings);
      return check_written(facts, findings);
    case Subject::kClaim: check_origin(facts, findings); [[fallthrough]];
    case Subject::kClaimTemplate: return check_requests(facts, findings);
    case Subject::kClaimUpdate:
      check_unchanged(facts, kPodClaimName, findings);
      return check_unchanged(facts, kExtendedResourceClaim, findings);
    default: return check_unchanged(facts, kPodClaims, findings);
  }
}

void fill(const Facts& facts, std::vector<PodEdit>& edits) {
  if (facts.subject() != Subject::kPodCreate) return;
  auto right = claims_to_write(facts.site().gpus, facts.cluster(), facts.request().namespace_name, facts.pod());
  if (right) edits.emplace_back(SetAnnotation{std::string{kPodClaims}, *std::move(right)});
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check, .fill = fill}; }

constexpr std::string_view kDoc =
    "With Dynamic Resource Allocation, GPUs are claimed. A ResourceClaim that somebody creates is charged to his team when it is "
    "created, once, however many pods share it, until it is deleted. A claim that Kubernetes makes for a pod, from a template or "
    "for its extended resources, is charged with the pod, when the pod is created, and may hold no more than the pod was charged "
    "for. What a pod's templates ask for is written on it (`tollgate.dev/claims`) and stays. A device is worth what its class "
    "is by `deviceClasses` of the GpuCatalog: list one class for each MIG profile, and what is no GPU with `units: 0`; any other "
    "class is refused. Of `firstAvailable` the dearest counts. `allocationMode: All` cannot be counted and is refused. "
    "`adminAccess` is for the platform's admins, by a claim of their own. A template is only warned about: its pods are refused.";

}  // namespace

const RuleKind kDraClaims{.name = "dra-claims",
                          .summary = "claims to devices can be counted, and are counted once",
                          .doc = kDoc,
                          .subjects = {Subject::kPodCreate, Subject::kPodUpdate, Subject::kStatus, Subject::kBinding,
                                       Subject::kClaim, Subject::kClaimUpdate, Subject::kClaimTemplate},
                          .params = {},
                          .compile = compile,
                          .is_default = true,
                          .advises = {Subject::kClaimTemplate},
                          .judges_deleting = true,
                          .exemptable = false};

}  // namespace tollgate::policy
