#include "core/policy/judging/matcher.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/model/pod/image.h"
#include "core/policy/glob.h"
#include "core/policy/gpu/placement.h"

namespace tollgate::policy {
namespace {

using Globs = std::vector<std::string>;

// An absent key matches anything; a value that is not there matches no glob, not even "*".
bool fits(const Globs& globs, std::string_view value) {
  return globs.empty() || (!value.empty() && any_glob_matches(globs, value));
}

bool any_fits(const Globs& globs, const model::List<model::Text>& values) {
  return globs.empty() || std::ranges::any_of(values, [&](model::Text value) { return any_glob_matches(globs, value); });
}

// Every label named in the block is there, with a fitting value; a label may be there and empty.
template <class Find>
bool labels_fit(const std::vector<std::pair<std::string, Globs>>& wanted, const Find& find) {
  return std::ranges::all_of(wanted, [&](const auto& label) {
    const std::optional<std::string_view> value = find(label.first);
    return value && any_glob_matches(label.second, *value);
  });
}

// A binding, a namespace and a claim are no pod.
bool has_pod(const Facts& facts) {
  const bool is_claim = std::holds_alternative<model::ResourceClaim>(facts.request().object);
  return !is_claim && facts.subject() != Subject::kBinding && facts.subject() != Subject::kNamespace;
}

bool service_account_fits(const Globs& globs, const Facts& facts) {
  if (globs.empty()) return true;
  if (!has_pod(facts)) return false;
  const model::Text name = facts.pod().service_account_name;
  return any_glob_matches(globs, fmt::format("{}:{}", facts.request().namespace_name, name.empty() ? "default" : name));
}

// Empty for a pod that selects none and asks for no GPUs.
std::string_view pool_of(const Facts& facts) {
  const Pool* selected = selected_pool(facts.site(), facts.pod());
  if (selected != nullptr) return selected->name;
  const Result<std::vector<GpuAsk>> asks = gpu_asks(facts.site().gpus, facts.pod());
  if (!asks.ok() || asks->empty()) return {};
  const Pool* placed = place(facts.site(), facts.pod(), facts.job_type(), *asks).pool;
  return placed == nullptr ? std::string_view{} : placed->name;
}

bool pool_fits(const Globs& globs, const Facts& facts) {
  return globs.empty() || (has_pod(facts) && fits(globs, pool_of(facts)));
}

// /mutate matches the pod that will be: with the labels it is about to get.
std::optional<std::string_view> label_of(const Facts& facts, std::string_view key) {
  const LabelKeys& keys = facts.platform().labels;
  const Ownership& whose = facts.ownership();
  if (key == keys.team && !whose.team.empty()) return whose.team;
  if (key == keys.user && !whose.user.empty()) return whose.user;
  if (key == keys.job_type && !whose.job_type.empty()) return whose.job_type;
  return facts.pod().metadata.label(key);
}

bool identity_fits(const Matcher& matcher, const Facts& facts) {
  return fits(matcher.namespaces, facts.request().namespace_name) &&
         fits(matcher.teams, facts.team() == nullptr ? std::string_view{} : facts.team()->name) &&
         fits(matcher.job_types, facts.job_type()) && fits(matcher.users, facts.user()) &&
         service_account_fits(matcher.service_accounts, facts) && pool_fits(matcher.pools, facts);
}

bool request_fits(const Matcher& matcher, const Facts& facts) {
  const model::AdmissionRequest& request = facts.request();
  return fits(matcher.callers, request.caller.username) && any_fits(matcher.caller_groups, request.caller.groups) &&
         fits(matcher.kinds, request.kind) && fits(matcher.operations, name_of(request.operation));
}

}  // namespace

bool matches_image(const Matcher& matcher, const model::Container& container) {
  return any_glob_matches(matcher.images, model::normal_image(container.image));
}

bool matches(const Matcher& matcher, const Facts& facts) {
  if (!matches_but_images(matcher, facts)) return false;
  return matcher.images.empty() || std::ranges::any_of(facts.pod().containers, [&](const model::Container& container) {
           return matches_image(matcher, container);
         });
}

bool matches_but_images(const Matcher& matcher, const Facts& facts) {
  const auto namespace_label = [&](const std::string& key) -> std::optional<std::string_view> {
    const Labels& labels = facts.door().namespace_labels;
    const auto found = labels.find(key);
    if (found == labels.end()) return std::nullopt;
    return found->second;
  };
  return identity_fits(matcher, facts) && request_fits(matcher, facts) && labels_fit(matcher.namespace_labels, namespace_label) &&
         labels_fit(matcher.labels, [&](const std::string& key) { return label_of(facts, key); });
}

bool applies(const PolicyInstance& instance, const Facts& facts) {
  return matches(instance.match, facts) &&
         std::ranges::none_of(instance.exclude, [&](const Matcher& block) { return matches(block, facts); });
}

}  // namespace tollgate::policy
