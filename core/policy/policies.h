// The compiled rules at work, indexed so that a request meets the few that can concern its namespace, not all of them.
//
// Immutable and safe to share once built.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/document.h"
#include "core/policy/matcher.h"
#include "core/policy/rule.h"

namespace tollgate::policy {

// A compiled rule at work: a PodPolicy, or a default rule (then `source.file` is empty).
struct PolicyInstance {
  std::string name;
  const RuleKind* rule = nullptr;
  Mode mode = Mode::kEnforce;
  Matcher match;
  std::vector<Matcher> exclude;
  Rule does;
  std::string message;
  Position source;

  // A built-in instance: it steps back for requests that a PodPolicy of its rule matches.
  [[nodiscard]] bool is_default() const { return source.file.empty(); }
};

// Between sites, because a reload changes few of them.
using SharedPolicy = std::shared_ptr<const PolicyInstance>;

class Policies {
 public:
  Policies() = default;
  explicit Policies(std::vector<SharedPolicy> instances);  // in any order

  // In rule table order, then by name.
  [[nodiscard]] auto all() const {
    return instances_ | std::views::transform([](const SharedPolicy& one) -> const PolicyInstance& { return *one; });
  }

  // Those whose `namespaces` and `teams` may match, in the order of all(); the other keys are not looked at.
  [[nodiscard]] std::vector<const PolicyInstance*> concerning(std::string_view namespace_name, std::string_view team) const;

 private:
  using Places = std::vector<std::uint32_t>;  // in instances_, ascending
  using Buckets = std::map<std::string, Places, std::less<>>;

  void file(const PolicyInstance& instance, std::uint32_t place);

  std::vector<SharedPolicy> instances_;
  Places anywhere_;                          // no key to file them under
  Buckets by_namespace_;                     // `namespaces` holds only literal names
  Buckets by_prefix_;                        // `namespaces` holds globs that all begin with literal text
  std::vector<std::size_t> prefix_lengths_;  // of by_prefix_, ascending
  Buckets by_team_;                          // no usable `namespaces`, and `teams` holds only literal names
};

}  // namespace tollgate::policy
