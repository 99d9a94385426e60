#include "core/policy/documents/pod_policy.h"

#include <fmt/core.h>

#include <utility>

#include "core/policy/fields/closest.h"
#include "core/policy/params.h"

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

Params read_params(Reader& reader, const RuleKind& rule, const Node& written, const Node& spec) {
  Params params{rule.params};
  params.stand_at(reader.at(written.kind == Node::Kind::kMapping ? written : spec));
  const std::vector<FieldInfo> rows = rows_of(rule.params);
  FieldInfo::Children known;
  for (const FieldInfo& row : rows) known.push_back(&row);
  for (const Entry& entry : written.entries) {
    const FieldInfo* row = reader.row_for(entry, known);
    if (row == nullptr) continue;
    if (auto value = read_param(reader, entry.value, *row)) params.write(row->name, *std::move(value), reader.at(entry.value));
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

void make_instance(Reader& reader, const PodPolicy& policy, const Node& spec, Draft& draft) {
  const RuleKind* rule = rule_of(reader, policy, spec);
  if (rule == nullptr) return;
  const Node& where = policy.params.kind == Node::Kind::kMapping ? policy.params : spec;
  const Params params = read_params(reader, *rule, policy.params, spec);
  Result<Check> check = rule->compile(params);
  if (!check) return reader.mistake(where, check.error().message);
  draft.instances.push_back(
      {policy.name, rule, policy.mode, policy.match, policy.exclude, std::move(check).value(), policy.message, policy.source});
}

}  // namespace tollgate::policy
