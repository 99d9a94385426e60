#include "core/policy/judging/matcher.h"

#include <algorithm>

#include "core/policy/glob.h"

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

bool identity_fits(const Matcher& matcher, const Facts& facts) {
  return fits(matcher.namespaces, facts.request().namespace_name) &&
         fits(matcher.teams, facts.team() == nullptr ? std::string_view{} : facts.team()->name) &&
         fits(matcher.job_types, facts.job_type()) && fits(matcher.users, facts.user());
}

bool request_fits(const Matcher& matcher, const Facts& facts) {
  const model::AdmissionRequest& request = facts.request();
  return fits(matcher.callers, request.caller.username) && any_fits(matcher.caller_groups, request.caller.groups) &&
         fits(matcher.kinds, request.kind) && fits(matcher.operations, name_of(request.operation));
}

}  // namespace

bool matches(const Matcher& matcher, const Facts& facts) {
  const auto namespace_label = [&](const std::string& key) -> std::optional<std::string_view> {
    const Labels& labels = facts.door().namespace_labels;
    const auto found = labels.find(key);
    if (found == labels.end()) return std::nullopt;
    return found->second;
  };
  return identity_fits(matcher, facts) && request_fits(matcher, facts) && labels_fit(matcher.namespace_labels, namespace_label) &&
         labels_fit(matcher.labels, [&](const std::string& key) { return facts.pod().metadata.label(key); });
}

bool applies(const PolicyInstance& instance, const Facts& facts) {
  return matches(instance.match, facts) &&
         std::ranges::none_of(instance.exclude, [&](const Matcher& block) { return matches(block, facts); });
}

}  // namespace tollgate::policy
