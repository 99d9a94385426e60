// Kind PodPolicy: one rule at work, for some of the pods.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/fields/table.h"

namespace tollgate::policy {

template <>
struct Names<Mode> {
  static constexpr std::array<std::string_view, 3> kNames{"enforce", "warn", "audit"};
};

template <>
struct Table<Matcher> {
  static constexpr Limits kGlobs{.not_empty = true, .fallback = "any"};
  static constexpr Limits kTeams{.not_empty = true, .role = Role::kTeam, .fallback = "any"};
  static constexpr Limits kJobTypes{.not_empty = true, .role = Role::kJobType, .fallback = "any"};
  static constexpr std::array kRows{
      field<&Matcher::namespaces>("namespaces", "the object's namespace", kGlobs),
      field<&Matcher::teams>("teams", "the team whose namespace it is", kTeams),
      field<&Matcher::job_types>("jobTypes", "the pod's job type", kJobTypes),
      field<&Matcher::users>("users", "the pod's user, after stamping", kGlobs),
      field<&Matcher::callers>("callers", "the raw name of who asks", kGlobs),
      field<&Matcher::caller_groups>("callerGroups", "a group of who asks", kGlobs),
      field<&Matcher::service_accounts>("serviceAccounts", "the pod's service account, as NAMESPACE:NAME",
                                        {.not_empty = true, .format = Format::kServiceAccountGlob, .fallback = "any"}),
      field<&Matcher::namespace_labels>("namespaceLabels", "labels of the namespace: key to values", kGlobs),
      field<&Matcher::labels>("labels", "labels of the pod: key to values", kGlobs),
      field<&Matcher::kinds>("kinds", "the kind of the request's object", kGlobs),
      field<&Matcher::operations>("operations", "CREATE, UPDATE, …", kGlobs),
      field<&Matcher::pools>("pools", "the pool it selects, else the one its GPUs would come from",
                             {.not_empty = true, .role = Role::kPool, .fallback = "any"}),
      field<&Matcher::images>("images", "the image of any of its containers, written out: docker.io/library/ubuntu:latest",
                              {.not_empty = true, .format = Format::kImageGlob, .fallback = "any"}),
  };
};

template <>
struct Table<PodPolicy> {
  static constexpr std::array kRows{
      field<&PodPolicy::rule>("rule", "the rule kind: `tollgate rules` lists them", {.required = true}),
      field<&PodPolicy::mode>("mode", "refuse, warn the caller, or only record"),
      field<&PodPolicy::match>("match", "what it concerns: keys AND, values OR, an absent key = any; globs",
                               {.fallback = "everything"}),
      field<&PodPolicy::exclude>("exclude", "blocks like match: what it does not concern", {.not_empty = true}),
      field<&PodPolicy::params>("params", "the rule's own settings", {.fallback = "the rule's defaults"}),
      field<&PodPolicy::message>("message", "added to each denial: where to read more, whom to ask"),
  };
};

// A rule's parameters as field rows. Views into the specs.
std::vector<FieldInfo> rows_of(std::span<const ParamSpec> params);

// The rule found, its parameters decoded, the rule compiled: appended to draft.instances.
void make_instance(Reader& reader, PodPolicy policy, const Node& spec, Draft& draft);

}  // namespace tollgate::policy
