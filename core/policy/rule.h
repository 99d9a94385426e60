// What a rule is: one row of the rule table, and the function it compiles to.
//
// To add one: docs/adding-a-rule.md. `compile` may fail, once, when policies are loaded; judging is total.

#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/decision.h"
#include "core/result.h"

namespace tollgate::policy {

class Facts;     // judging/facts.h: what a check may ask about the request
class Findings;  // judging/findings.h: what it has to say
class Params;    // fields/params.h: the instance's parameters, with positions

// What a request is about. A request meets only the rules whose mask has its subject.
enum class Subject : std::uint16_t {
  kPodCreate = 1 << 0,
  kPodUpdate = 1 << 1,
  kEphemeral = 1 << 2,
  kStatus = 1 << 3,
  kBinding = 1 << 4,
  kResize = 1 << 5,
  kNamespace = 1 << 6,
  kWorkload = 1 << 7,
  kClaim = 1 << 8,  // a ResourceClaim that is created
  kClaimUpdate = 1 << 9,
  kClaimTemplate = 1 << 10,
};

class Subjects {
 public:
  constexpr Subjects(std::initializer_list<Subject> subjects) {
    for (const Subject s : subjects) mask_ = static_cast<std::uint16_t>(mask_ | static_cast<std::uint16_t>(s));
  }
  [[nodiscard]] constexpr bool has(Subject s) const { return (mask_ & static_cast<std::uint16_t>(s)) != 0; }

 private:
  std::uint16_t mask_ = 0;
};

enum class ParamType { kString, kStrings, kBool, kInteger };

struct ParamSpec {
  std::string_view name;
  ParamType type = ParamType::kString;
  std::string_view fallback;                  // as YAML text
  std::span<const std::string_view> choices;  // empty = anything
  std::string_view doc;
};

// A compiled instance: judges one pod (or one template of a workload). Called from any thread; keeps no state between calls.
using Check = std::function<void(const Facts&, Findings&)>;

// What /mutate writes into a pod that leaves it open, on CREATE and into templates. It must change nothing in its own result.
using Fill = std::function<void(const Facts&, std::vector<PodEdit>&)>;

// A value that an instance's parameters make it write: two instances that concern one pod must not differ in one field.
struct Write {
  std::string field;  // "spec.priorityClassName"
  std::string value;
  bool operator==(const Write&) const = default;
};

struct Rule {
  Check check = {};
  Fill fill = {};                  // empty: writes nothing
  std::vector<Write> writes = {};  // only what two instances of the rule could differ in
};

struct RuleKind {
  std::string_view name;
  std::string_view summary;  // half a sentence, for lists
  std::string_view doc;      // what, why and what to know: the rule's page, for people who write policy
  Subjects subjects;
  std::span<const ParamSpec> params;
  Result<Rule> (*compile)(const Params&);
  bool is_default = false;       // at work in enforce mode without a PodPolicy
  Subjects advises{};            // where an enforced problem is only a warning: what the pods will be told later
  bool counts = false;           // judged by the ledger instead of `check`, after all others (judging/quota/counting.h)
  bool judges_deleting = false;  // also what is going away, which everything else lets pass
  bool exemptable = true;        // false: accounting or another rule stands on it, so an Exemption may not name it
  // What an Exemption may name in `checks`; none: anything.
  std::vector<std::string_view> (*checks)() = [] { return std::vector<std::string_view>{}; };
};

// Every rule kind, in the order they judge and mutate.
std::span<const RuleKind* const> rule_table();
const RuleKind* find_rule(std::string_view name);

}  // namespace tollgate::policy
