// Rule `gpu-request`: what a pod asks for of GPUs can be counted.
//
// Quota, price and placement stand on names and amounts, so those must be clear: a resource the catalog knows (a name that
// looks like a GPU's is refused rather than ignored, or it would be a free GPU); whole, in both places the same, and within
// what one container can use of it; one way of sharing a pod; a model that can be told.
// Init containers and sidecars are held to the same, and may ask for more than the rest: the pod is charged the most that it
// ever holds (core/model/pod/effective_requests.h). Ephemeral containers and the pod as a whole cannot ask for GPUs.
// An amount of zero is no ask.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/gpu/gpu_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/policy/fields/closest.h"
#include "core/policy/gpu/placement.h"
#include "core/policy/judging/findings.h"
#include "core/policy/rules/gpu/container_asks.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using model::Quantity;
using model::Text;

constexpr std::int64_t kMost = 2'147'483'647;
constexpr std::size_t kLongestShown = 64;

enum class Sharing : std::uint8_t { kWhole, kMig, kShared };

std::string_view noun_of(Sharing sharing) {
  switch (sharing) {
    case Sharing::kWhole: return "whole GPUs";
    case Sharing::kMig: return "MIG slices";
    case Sharing::kShared: return "shared GPUs";
  }
  return "whole GPUs";
}

Sharing sharing_by(const std::optional<GpuUnits>& units) {
  return units && *units < GpuUnits::gpus(1) ? Sharing::kShared : Sharing::kWhole;
}

// Nothing for a name that the catalog does not know.
std::optional<Sharing> sharing_of(const GpuCatalog& catalog, Text resource) {
  if (const GpuResource* known = catalog.find_resource(resource); known != nullptr) {
    return known->mig_profile ? Sharing::kMig : sharing_by(known->units);
  }
  if (const DeviceClass* known = catalog.find_device_class(resource); known != nullptr) return sharing_by(known->units);
  return std::nullopt;
}

// Amounts may be long; what makes two problems the same need not be.
std::string shown(Text quantity) { return std::string{quantity.substr(0, kLongestShown)}; }

// "tollgate.dev/pool: kube": what a pod may select so that its model is told. The first few.
std::string selectors(const Site& site) {
  constexpr std::size_t kFew = 3;
  std::vector<std::string> all;
  const auto add = [&](const Labels& labels) {
    if (!labels.empty()) all.push_back(fmt::format("{}: {}", labels.begin()->first, labels.begin()->second));
  };
  for (const Pool& pool : site.pools) {
    if (pool.owner != PoolOwner::kSlurm) add(pool.node_selector);
  }
  for (const GpuModel& model : site.gpus.models) add(model.node_label);
  if (all.size() > kFew) all.resize(kFew);
  return fmt::format("{}", fmt::join(all, ", or "));
}

Finding add(Findings& findings, std::string_view check, const ContainerAsk& ask) {
  Finding finding = findings.add(check, ask.field());
  finding.about(ask.container->name).value(fmt::format("{}: {}", ask.resource, shown(ask.amount())));
  return finding;
}

// What the catalog lists, for people: patterns as they are.
std::string listed_names(const GpuCatalog& catalog) {
  std::vector<std::string> names;
  names.reserve(catalog.resources.size() + catalog.device_classes.size());
  for (const GpuResource& resource : catalog.resources) names.push_back(resource.name);
  for (const DeviceClass& known : catalog.device_classes) names.push_back(std::string{kDeviceClassPrefix} + known.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// Every name that a pod could ask by.
std::vector<std::string> known_names(const GpuCatalog& catalog) {
  std::vector<std::string> names;
  for (const GpuResource& resource : catalog.resources) {
    if (!resource.mig_profile) names.push_back(resource.name);
  }
  for (const GpuResource& resource : catalog.resources) {
    if (!resource.mig_profile) continue;
    const std::string prefix = resource.name.substr(0, resource.name.size() - 1);
    for (const GpuModel& model : catalog.models) {
      for (const auto& [size, profile] : model.sizes) names.push_back(prefix + size);
      for (const GpuShare& profile : model.mig) names.push_back(prefix + profile.key);
    }
  }
  for (const DeviceClass& known : catalog.device_classes) names.push_back(std::string{kDeviceClassPrefix} + known.name);
  return names;
}

void refuse_unknown(const GpuCatalog& catalog, const ContainerAsk& ask, Findings& findings) {
  const std::vector<std::string> names = known_names(catalog);
  const std::vector<std::string_view> candidates{names.begin(), names.end()};
  const std::string_view near = closest(ask.resource, candidates);
  Finding finding = add(findings, "unknown-resource", ask);
  if (near.empty()) {
    finding.says("is no GPU resource of this site").fix(fmt::format("one of {}", listed_names(catalog)));
  } else {
    finding.says("is no GPU resource of this site (did you mean \"{}\"?)", near)
        .fix(RenameResource{.kind = ask.container->kind,
                            .container = std::string{ask.container->name},
                            .from = std::string{ask.resource},
                            .to = std::string{near}});
  }
}

// What is wrong with the amount alone; empty when nothing is.
std::string wrong_with(const Result<Quantity>& amount, Text written) {
  if (!amount.ok()) return fmt::format("is no amount of GPUs: {}", amount.error().message);
  if (amount->is_negative()) return fmt::format("must not be negative, {}", shown(written));
  if (!amount->is_integer()) return fmt::format("must be a whole number, not {}", shown(written));
  if (*amount > Quantity::of(kMost)) return fmt::format("must be at most {}, not {}", kMost, shown(written));
  return {};
}

// Whether both amounts can be read and are whole. Says so at the first that is not.
bool check_amounts(const ContainerAsk& ask, Findings& findings) {
  for (const std::optional<Text>& written : {ask.limit, ask.request}) {
    if (!written) continue;
    const std::string wrong = wrong_with(amount_of(*written), *written);
    if (wrong.empty()) continue;
    add(findings, "amount", ask).says("{}", wrong).fix("a whole number");
    return false;
  }
  return true;
}

void check_limit(const ContainerAsk& ask, Findings& findings) {
  if (!ask.limit) {
    add(findings, "limit", ask)
        .says("is requested without a limit")
        .fix(fmt::format("limits[{}]: {}", ask.resource, *ask.request));
  } else if (ask.request && *amount_of(*ask.request) != *amount_of(*ask.limit)) {
    add(findings, "limit", ask)
        .says("is {}, and {} are requested: both must be equal", *ask.limit, *ask.request)
        .fix(fmt::format("{} for both", *ask.limit));
  }
}

void check_max(const GpuCatalog& catalog, const ContainerAsk& ask, Findings& findings) {
  const GpuResource* known = catalog.find_resource(ask.resource);
  if (known == nullptr || !known->max || *amount_of(ask.amount()) <= Quantity::of(*known->max)) return;
  add(findings, "max", ask)
      .says("is {}, and one container can use at most {}", ask.amount(), *known->max)
      .fix(fmt::to_string(*known->max));
}

void check_pod_level(const Facts& facts, Findings& findings) {
  const auto check = [&](const std::optional<model::List<model::ResourceAmount>>& amounts, std::string_view list) {
    if (!amounts) return;
    for (const model::ResourceAmount& amount : *amounts) {
      if (!facts.site().gpus.is_gpu(amount.resource)) continue;
      findings.add("pod-level", fmt::format("spec.resources.{}[{}]", list, amount.resource))
          .value(amount.resource)
          .says("cannot be asked for by the pod as a whole")
          .fix("ask for it in a container");
    }
  };
  check(facts.pod().requests, "requests");
  check(facts.pod().limits, "limits");
}

class GpuRequest {
 public:
  GpuRequest(const Facts& facts, Findings& findings) : facts_{facts}, catalog_{facts.site().gpus}, findings_{findings} {}

  void check() {
    check_pod_level(facts_, findings_);
    for (const ContainerAsk& ask : asks_of_containers(catalog_, facts_.pod())) check(ask);
    check_sharing();
    if (is_clear_) check_model();
  }

 private:
  void check(const ContainerAsk& ask) {
    if (ask.container->kind == model::ContainerKind::kEphemeral) {
      add(findings_, "ephemeral", ask).says("cannot be asked for by an ephemeral container").fix("leave it out");
      return;
    }
    const std::optional<Sharing> sharing = sharing_of(catalog_, ask.resource);
    if (!sharing && ask.is_zero()) return;
    if (!sharing) refuse_unknown(catalog_, ask, findings_);
    if (!sharing || !check_amounts(ask, findings_)) {
      is_clear_ = false;
      return;
    }
    check_limit(ask, findings_);
    if (ask.is_zero()) return;
    check_max(catalog_, ask, findings_);
    asked_[static_cast<std::size_t>(*sharing)] = ask.resource;
  }

  // Slices, shares and whole GPUs sit on different nodes, and no pod is on two.
  void check_sharing() {
    std::vector<std::string> ways;
    for (const Sharing sharing : {Sharing::kWhole, Sharing::kMig, Sharing::kShared}) {
      const Text resource = asked_[static_cast<std::size_t>(sharing)];
      if (!resource.empty()) ways.push_back(fmt::format("{} ({})", noun_of(sharing), resource));
    }
    if (ways.size() < 2) return;
    const std::string mixed = fmt::format("{}", fmt::join(ways, " and "));
    findings_.add("sharing", "").value(mixed).says("the pod mixes {}", mixed).fix("one of them, or a pod for each");
  }

  // A pod without a job type is told that first: the job type says which pools there are.
  void check_model() {
    const bool asks_for_none = std::ranges::all_of(asked_, &Text::empty);
    if (asks_for_none || catalog_.models.empty() || facts_.job_type().empty()) return;
    const Result<std::vector<GpuAsk>> asks = gpu_asks(catalog_, facts_.pod());
    if (!asks.ok()) {
      findings_.add("amount", "")
          .value(shown(asks.error().message))
          .says("{}", asks.error().message)
          .fix("an amount like 500m or 2Gi");
    } else if (!asks->empty() && place(facts_.site(), facts_.pod(), facts_.job_type(), *asks).model.empty()) {
      refuse_model(*asks);
    }
  }

  // What no model has is rule mig-profile's affair.
  void refuse_model(const std::vector<GpuAsk>& asks) {
    const auto is_somewhere = [&](const GpuAsk& ask) {
      return std::ranges::any_of(catalog_.models,
                                 [&](const GpuModel& model) { return worth_of(catalog_, ask.resource, model.name).has_value(); });
    };
    if (!std::ranges::all_of(asks, is_somewhere)) return;
    std::string names;
    for (const GpuAsk& ask : asks) names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", ask.resource, ask.amount);
    const std::string why = facts_.site().pools.empty()
                                ? std::string{"there are several"}
                                : fmt::format("no pool of job type {} offers it in one node", facts_.job_type());
    findings_.add("model", "")
        .value(names)
        .says("the GPU model of {} cannot be told: {}", names, why)
        .fix(fmt::format("select a pool or a model in spec.nodeSelector: {}", selectors(facts_.site())));
  }

  const Facts& facts_;
  const GpuCatalog& catalog_;
  Findings& findings_;
  bool is_clear_ = true;       // every name and amount so far can be read
  std::array<Text, 3> asked_;  // by Sharing: a resource asked for in that way; empty when none is
};

void check(const Facts& facts, Findings& findings) {
  if (facts.team() == nullptr) return;  // `unmappedNamespaces` says what may run there
  GpuRequest{facts, findings}.check();
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check}; }

constexpr std::string_view kDoc =
    "What a pod asks for of GPUs must be something that can be counted. The resource is one of the GpuCatalog's; any "
    "other name under its `gpuDomains`, or of a DeviceClass that it does not list, is refused, never ignored. The "
    "amount is a whole number (1e3 and 1000m are whole, 0.5 is not), the request is equal to the limit or left out, "
    "and one container asks for at most the resource's `max`. A pod asks in one way: whole GPUs, MIG slices or "
    "shared GPUs. The GPU model is told by the resource, by the pool, or by the node selector. Init containers and "
    "sidecars are held to the same; they may ask for more than the other containers, and the pod is charged the most "
    "that it ever holds. Ephemeral containers and `spec.resources` cannot ask for GPUs. An amount of zero asks for "
    "nothing.";

}  // namespace

const RuleKind kGpuRequest{.name = "gpu-request",
                           .summary = "what a pod asks for of GPUs is known, whole and clear",
                           .doc = kDoc,
                           .subjects = {Subject::kPodCreate, Subject::kWorkload},
                           .params = {},
                           .compile = compile,
                           .is_default = true,
                           .exemptable = false};

}  // namespace tollgate::policy
