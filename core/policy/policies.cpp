#include "core/policy/policies.h"

#include <algorithm>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

auto place_in_table(const RuleKind* rule) { return std::ranges::find(rule_table(), rule) - rule_table().begin(); }

bool runs_before(const SharedPolicy& a, const SharedPolicy& b) {
  if (a->rule == b->rule) return a->name < b->name;
  return place_in_table(a->rule) < place_in_table(b->rule);
}

bool all_prefixed(const std::vector<std::string>& globs) {
  return !globs.empty() && std::ranges::none_of(globs, [](const std::string& glob) { return literal_prefix(glob).empty(); });
}

}  // namespace

Policies::Policies(std::vector<SharedPolicy> instances) : instances_{std::move(instances)} {
  std::ranges::stable_sort(instances_, runs_before);
  for (std::uint32_t place = 0; place < instances_.size(); ++place) file(*instances_[place], place);
  for (const auto& [prefix, places] : by_prefix_) prefix_lengths_.push_back(prefix.size());
  std::ranges::sort(prefix_lengths_);
  const auto repeated = std::ranges::unique(prefix_lengths_);
  prefix_lengths_.erase(repeated.begin(), repeated.end());
}

void Policies::file(const PolicyInstance& instance, std::uint32_t place) {
  const auto add = [place](Buckets& buckets, std::string_view key) {
    Places& places = buckets[std::string{key}];
    if (places.empty() || places.back() != place) places.push_back(place);
  };
  if (all_literal(instance.match.namespaces)) {
    for (const std::string& name : instance.match.namespaces) add(by_namespace_, name);
  } else if (all_literal(instance.match.teams)) {
    for (const std::string& team : instance.match.teams) add(by_team_, team);
  } else if (all_prefixed(instance.match.namespaces)) {
    for (const std::string& glob : instance.match.namespaces) add(by_prefix_, literal_prefix(glob));
  } else {
    anywhere_.push_back(place);
  }
}

std::vector<const PolicyInstance*> Policies::concerning(std::string_view namespace_name, std::string_view team) const {
  Places found;
  const auto take = [&](const Places& places) { found.insert(found.end(), places.begin(), places.end()); };
  const auto take_from = [&](const Buckets& buckets, std::string_view key) {
    if (const auto bucket = buckets.find(key); bucket != buckets.end()) take(bucket->second);
  };
  found.reserve(anywhere_.size() + 8);
  take(anywhere_);
  take_from(by_namespace_, namespace_name);
  take_from(by_team_, team);
  for (const std::size_t length : prefix_lengths_) {
    if (length <= namespace_name.size()) take_from(by_prefix_, namespace_name.substr(0, length));
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);  // an instance with two fitting prefixes was found twice
  found.erase(repeated.begin(), repeated.end());
  std::vector<const PolicyInstance*> instances;
  instances.reserve(found.size());
  for (const std::uint32_t place : found) instances.push_back(instances_[place].get());
  return instances;
}

}  // namespace tollgate::policy
