#include "core/policy/documents/conflicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

using Globs = Matcher::Globs;

constexpr std::array kSingleValued{&Matcher::namespaces, &Matcher::teams, &Matcher::job_types,        &Matcher::users,
                                   &Matcher::callers,    &Matcher::kinds, &Matcher::service_accounts, &Matcher::operations,
                                   &Matcher::pools};

bool keep_apart(const Globs& a, const Globs& b) {
  return all_literal(a) && all_literal(b) &&
         std::ranges::none_of(a, [&](const std::string& name) { return std::ranges::find(b, name) != b.end(); });
}

// A label has one value.
bool keep_apart(const Matcher::ByKey& a, const Matcher::ByKey& b) {
  return std::ranges::any_of(a, [&](const auto& of_a) {
    return std::ranges::any_of(
        b, [&](const auto& of_b) { return of_a.first == of_b.first && keep_apart(of_a.second, of_b.second); });
  });
}

// Whether no request can match both: some key is given in both, with names only and none in common. Keys that can have several
// values at once (caller groups, images) keep nothing apart.
bool are_disjoint(const Matcher& a, const Matcher& b) {
  return std::ranges::any_of(kSingleValued, [&](const auto key) { return keep_apart(a.*key, b.*key); }) ||
         keep_apart(a.namespace_labels, b.namespace_labels) || keep_apart(a.labels, b.labels);
}

struct Writer {
  const PolicyInstance* instance;
  std::string_view value;
};

using Writers = std::vector<Writer>;

std::map<std::string_view, Writers> writers_by_field(std::span<const SharedPolicy> instances) {
  std::map<std::string_view, Writers> writers;
  for (const SharedPolicy& instance : instances) {
    if (instance->mode != Mode::kEnforce) continue;  // only these write
    for (const Write& write : instance->does.writes) writers[write.field].push_back({instance.get(), write.value});
  }
  return writers;
}

bool is_default_of(const PolicyInstance& a, const PolicyInstance& b) { return a.is_default() && a.rule == b.rule; }

bool clash(const Writer& a, const Writer& b) {
  if (a.value == b.value || is_default_of(*a.instance, *b.instance) || is_default_of(*b.instance, *a.instance)) return false;
  return !are_disjoint(a.instance->match, b.instance->match);
}

std::string place_of(const PolicyInstance& instance) {
  return instance.is_default() ? "a default rule" : file_and_line(instance.source);
}

Mistake told(std::string_view field, const Writer& earlier, const Writer& later) {
  return {
      later.instance->source,
      fmt::format("writes \"{}\" into {}, where {} writes \"{}\" ({}): give both a key of match without globs, and no name in "
                  "common",
                  later.value, field, earlier.instance->name, earlier.value, place_of(*earlier.instance))};
}

}  // namespace

std::vector<Mistake> conflicts(std::span<const SharedPolicy> instances) {
  std::vector<Mistake> mistakes;
  for (auto& [field, writers] : writers_by_field(instances)) {
    std::ranges::stable_sort(writers, {}, [](const Writer& writer) { return writer.instance->source; });
    for (auto later = writers.begin(); later != writers.end(); ++later) {
      for (auto earlier = writers.begin(); earlier != later; ++earlier) {
        if (clash(*earlier, *later)) mistakes.push_back(told(field, *earlier, *later));
      }
    }
  }
  return mistakes;
}

}  // namespace tollgate::policy
