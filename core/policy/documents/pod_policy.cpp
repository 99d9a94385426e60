#include "core/policy/documents/pod_policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "core/policy/fields/closest.h"
#include "core/policy/fields/params.h"

namespace tollgate::policy {
namespace {

ValueType value_type(ParamType type) {
  switch (type) {
    case ParamType::kString: return ValueType::kText;
    case ParamType::kStrings: return ValueType::kTexts;
    case ParamType::kBool: return ValueType::kFlag;
    case ParamType::kInteger: return ValueType::kInteger;
  }
  std::abort();
}

const RuleKind* rule_of(Reader& reader, const PodPolicy& policy, const Node& spec) {
  if (policy.rule.empty()) return nullptr;  // said already
  if (const RuleKind* rule = find_rule(policy.rule); rule != nullptr) return rule;
  std::vector<std::string_view> names;
  for (const RuleKind* known : rule_table()) names.push_back(known->name);
  reader.mistake(*spec.find("rule"), fmt::format("unknown rule \"{}\"{}", policy.rule, suggestion(policy.rule, names)));
  return nullptr;
}

std::optional<Params::Value> read_param(Reader& reader, const Node& node, const FieldInfo& row) {
  const auto widen = [](auto value) { return value ? std::optional<Params::Value>{*std::move(value)} : std::nullopt; };
  switch (row.type) {
    case ValueType::kTexts: return widen(reader.texts(node, row));
    case ValueType::kFlag: return widen(reader.flag(node, row));
    case ValueType::kInteger: return widen(reader.integer(node, row));
    default: return widen(reader.text(node, row));
  }
}

struct Written {
  const Entry* entry;
  Params::Value value;
};

// Those that could be read; the others' mistakes are noted.
std::vector<Written> read_params(Reader& reader, const RuleKind& rule, const Node* params) {
  if (params == nullptr) return {};
  const std::vector<FieldInfo> rows = rows_of(rule.params);
  FieldInfo::Children known;
  for (const FieldInfo& row : rows) known.push_back(&row);
  std::vector<Written> all;
  for (const Entry& entry : params->entries) {
    const auto row = std::ranges::find(rows, std::string_view{entry.key.text}, &FieldInfo::name);
    if (row == rows.end()) {
      reader.unknown_field(entry, known);
    } else if (reader.has_value(entry, *row)) {
      if (auto value = read_param(reader, entry.value, *row)) all.push_back({&entry, *std::move(value)});
    }
  }
  return all;
}

Params params_of(const RuleKind& rule, std::span<const Written> all) {
  Params params{rule.params};
  for (const Written& one : all) params.write(one.entry->key.text, one.value);
  return params;
}

// The parameter that the rule refuses by itself, else all of them.
const Node& blamed(const RuleKind& rule, std::span<const Written> all, const Node& params) {
  for (const Written& one : all) {
    if (!rule.compile(params_of(rule, std::span{&one, 1}))) return one.entry->value;
  }
  return params;
}

}  // namespace

std::vector<FieldInfo> rows_of(std::span<const ParamSpec> params) {
  std::vector<FieldInfo> rows;
  for (const ParamSpec& spec : params) {
    const std::string_view fallback = spec.fallback.empty() ? "none" : spec.fallback;
    rows.push_back({spec.name, spec.doc, {.fallback = fallback}, value_type(spec.type), spec.choices});
  }
  return rows;
}

void make_instance(Reader& reader, PodPolicy policy, const Node& spec, Draft& draft) {
  const RuleKind* rule = rule_of(reader, policy, spec);
  if (rule == nullptr) return;
  const std::vector<Written> params = read_params(reader, *rule, policy.params);
  Result<Rule> does = rule->compile(params_of(*rule, params));
  if (!does) {
    const Node& all = params.empty() || policy.params == nullptr ? spec : *policy.params;
    return reader.mistake(blamed(*rule, params, all), does.error().message);
  }
  PolicyInstance instance{.name = std::move(policy.name),
                          .rule = rule,
                          .mode = policy.mode,
                          .match = std::move(policy.match),
                          .exclude = std::move(policy.exclude),
                          .does = std::move(does).value(),
                          .message = std::move(policy.message),
                          .source = std::move(policy.source)};
  draft.instances.push_back(std::make_shared<const PolicyInstance>(std::move(instance)));
}

}  // namespace tollgate::policy
