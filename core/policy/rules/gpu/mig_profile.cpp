// Rule `mig-profile`: slices of GPUs that exist, and that the team may have.
//
// A MIG slice is asked for by its profile (nvidia.com/mig-1g.10gb), and profiles differ from model to model. The profile must be
// one of the model's, and, where the team has `migProfiles`, one of those of the pod's job type. People need not know profiles:
// the catalog gives a model's profiles friendly sizes (nvidia.com/mig-small), and /mutate writes the profile of the model the pod
// will meet. A size that is still there at /validate is refused, since no node has a resource of that name.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/gpu/mig_profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/fields/closest.h"
#include "core/policy/gpu/placement.h"
#include "core/policy/judging/findings.h"
#include "core/policy/rules/gpu/container_asks.h"

namespace tollgate::policy {
namespace {

// A container's ask for slices.
struct SliceAsk {
  ContainerAsk ask;
  std::string_view prefix;   // "nvidia.com/mig-"
  std::string_view profile;  // or a size

  [[nodiscard]] RenameResource to(std::string_view other) const {
    return {.kind = ask.container->kind,
            .container = std::string{ask.container->name},
            .from = std::string{ask.resource},
            .to = fmt::format("{}{}", prefix, other)};
  }
};

std::vector<SliceAsk> slices_asked_for(const Facts& facts) {
  const GpuCatalog& catalog = facts.site().gpus;
  std::vector<SliceAsk> slices;
  for (const ContainerAsk& ask : asks_of_containers(catalog, facts.pod())) {
    const GpuResource* known = catalog.find_resource(ask.resource);
    if (known == nullptr || !known->mig_profile || ask.is_zero()) continue;
    const std::string_view profile = profile_in(*known, ask.resource);
    slices.push_back({ask, ask.resource.substr(0, ask.resource.size() - profile.size()), profile});
  }
  return slices;
}

// The profile that the size means; empty for what is no size of the model.
std::string_view profile_of_size(const GpuModel* model, std::string_view size) {
  if (model == nullptr) return {};
  const auto found = model->sizes.find(size);
  return found == model->sizes.end() ? std::string_view{} : std::string_view{found->second};
}

// The GPU model that the pod will meet; nullptr when nothing tells.
const GpuModel* model_met_by(const Facts& facts) {
  const GpuCatalog& catalog = facts.site().gpus;
  const Result<std::vector<GpuAsk>> asks = gpu_asks(catalog, facts.pod());
  return asks.ok() ? catalog.find_model(place(facts.site(), facts.pod(), facts.job_type(), *asks).model) : nullptr;
}

std::string with_prefix(std::string_view prefix, const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) list += fmt::format("{}{}{}", list.empty() ? "" : ", ", prefix, name);
  return list;
}

Finding add(Findings& findings, std::string_view check, const SliceAsk& slice) {
  Finding finding = findings.add(check, slice.ask.field());
  finding.about(slice.ask.container->name).value(slice.ask.resource);
  return finding;
}

// Of the model, or of all when it is unknown; each once.
std::vector<std::string_view> profiles_of(const std::vector<GpuModel>& models, const GpuModel* model) {
  std::vector<std::string_view> profiles;
  for (const GpuModel& one : models) {
    if (model != nullptr && &one != model) continue;
    for (const GpuShare& share : one.mig) {
      if (std::ranges::find(profiles, share.key) == profiles.end()) profiles.emplace_back(share.key);
    }
  }
  return profiles;
}

// Not a profile of the model; of no model at all when that is unknown.
void refuse_profile(const std::vector<GpuModel>& models, const GpuModel* model, const SliceAsk& slice, Findings& findings) {
  const std::vector<std::string_view> profiles = profiles_of(models, model);
  std::vector<std::string_view> names = profiles;
  if (model != nullptr) {
    for (const auto& [size, profile] : model->sizes) names.emplace_back(size);
  }
  const std::string_view near = closest(slice.profile, names);
  Finding finding = add(findings, "profile", slice);
  const std::string where = model == nullptr ? std::string{"any model"} : fmt::format("model {}", model->name);
  finding.says("is no MIG profile of {}{}", where, near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near));
  if (!near.empty()) {
    finding.fix(slice.to(near));
  } else if (!profiles.empty()) {
    finding.fix(fmt::format("one of {}", with_prefix(slice.prefix, profiles)));
  } else {
    finding.fix("whole GPUs");
  }
}

void check_team(const Facts& facts, const SliceAsk& slice, Findings& findings) {
  const auto& by_job_type = facts.team()->mig_profiles;
  if (by_job_type.empty()) return;  // any
  const auto listed = std::ranges::find(by_job_type, facts.job_type(), [](const auto& entry) { return entry.first; });
  const bool is_listed = listed != by_job_type.end();
  if (is_listed && std::ranges::find(listed->second, slice.profile) != listed->second.end()) return;
  Finding finding = add(findings, "not-allowed", slice);
  finding.says("profile {} is not allowed for {} of team {}", slice.profile,
               facts.job_type().empty() ? std::string{"pods without a job type"} : fmt::format("job type {}", facts.job_type()),
               facts.team()->name);
  if (is_listed && !listed->second.empty()) {
    const std::vector<std::string_view> allowed{listed->second.begin(), listed->second.end()};
    finding.fix(fmt::format("one of {}", with_prefix(slice.prefix, allowed)));
  } else {
    finding.fix("whole GPUs, or another job type");
  }
}

void check_slice(const Facts& facts, const SliceAsk& slice, const GpuModel* model, Findings& findings) {
  const std::vector<GpuModel>& models = facts.site().gpus.models;
  const auto has_profile = [&](const GpuModel& one) { return find_share(one.mig, slice.profile) != nullptr; };
  const auto has_size = [&](const GpuModel& one) { return one.sizes.contains(slice.profile); };
  if (const std::string_view meant = profile_of_size(model, slice.profile); !meant.empty()) {
    add(findings, "size", slice).says("is a size, and no node has a resource of that name").fix(slice.to(meant));
  } else if (model == nullptr ? std::ranges::any_of(models, has_profile) : has_profile(*model)) {
    check_team(facts, slice, findings);
  } else if (model != nullptr || std::ranges::none_of(models, has_size)) {
    refuse_profile(models, model, slice, findings);
  }  // else a size of a model that cannot be told, which rule gpu-request says
}

void check(const Facts& facts, Findings& findings) {
  if (facts.team() == nullptr) return;
  const std::vector<SliceAsk> slices = slices_asked_for(facts);
  if (slices.empty()) return;
  const GpuModel* model = model_met_by(facts);
  for (const SliceAsk& slice : slices) check_slice(facts, slice, model, findings);
}

// Two sizes of one profile would become one amount, and the other be lost.
bool is_taken(const RenameResource& rename, const std::vector<PodEdit>& edits) {
  return std::ranges::any_of(edits, [&](const PodEdit& edit) {
    const auto* other = std::get_if<RenameResource>(&edit);
    return other != nullptr && other->container == rename.container && other->kind == rename.kind && other->to == rename.to;
  });
}

void fill(const Facts& facts, std::vector<PodEdit>& edits) {
  if (facts.team() == nullptr) return;
  const std::vector<SliceAsk> slices = slices_asked_for(facts);
  if (slices.empty()) return;
  const GpuModel* model = model_met_by(facts);
  for (const SliceAsk& slice : slices) {
    const std::string_view meant = profile_of_size(model, slice.profile);
    if (meant.empty()) continue;
    const RenameResource rename = slice.to(meant);
    if (!is_taken(rename, edits)) edits.emplace_back(rename);
  }
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check, .fill = fill}; }

constexpr std::string_view kDoc =
    "A MIG slice is asked for by its profile, as nvidia.com/mig-1g.10gb. The profile must be one that the GpuCatalog "
    "gives the model of the pod's pool, and, when the team has `migProfiles`, one of those of the pod's job type. "
    "Instead of a profile a pod may name one of the model's `sizes` (nvidia.com/mig-small): the profile is written "
    "in its place on the way in, in workloads' templates too. At the second door a size is refused, because no node "
    "has a resource of that name.";

}  // namespace

const RuleKind kMigProfile{.name = "mig-profile",
                           .summary = "MIG slices are of profiles that exist and that the team may use",
                           .doc = kDoc,
                           .subjects = {Subject::kPodCreate, Subject::kWorkload},
                           .params = {},
                           .compile = compile,
                           .is_default = true};

}  // namespace tollgate::policy
