#include "cli/policy/reference.h"

#include <fmt/format.h>

#include <functional>
#include <ostream>
#include <string_view>

#include "adapters/json/writer.h"
#include "cli/policy/field_tables.h"
#include "core/policy/documents/kinds.h"
#include "core/policy/documents/pod_policy.h"
#include "core/policy/fields/closest.h"
#include "core/policy/rule.h"

namespace tollgate::cli {
namespace {

constexpr int kGood = 0;
constexpr int kUnknownName = 2;

// One thing that has a name and fields: a rule with its parameters, or a kind of document.
struct Topic {
  std::string_view name;
  std::string summary;
  std::string_view doc;                     // of a rule
  std::vector<policy::FieldInfo> own_rows;  // where `fields` points to nothing static
  policy::FieldInfo::Children fields;
};

std::vector<Topic> rule_topics() {
  std::vector<Topic> topics;
  for (const policy::RuleKind* rule : policy::rule_table()) {
    const std::string_view at_work = rule->is_default ? " (at work without a PodPolicy)" : "";
    Topic& topic =
        topics.emplace_back(Topic{rule->name, fmt::format("{}{}", rule->summary, at_work), rule->doc, rows_of(rule->params), {}});
    for (const policy::FieldInfo& row : topic.own_rows) topic.fields.push_back(&row);
  }
  return topics;
}

std::vector<Topic> kind_topics() {
  std::vector<Topic> topics;
  for (const policy::DocumentKind& kind : policy::document_kinds()) {
    topics.push_back({kind.name, std::string{kind.doc}, {}, {}, kind.fields()});
  }
  return topics;
}

void write_text(const std::vector<Topic>& topics, bool in_full, std::ostream& out) {
  std::size_t width = 0;
  for (const Topic& topic : topics) width = std::max(width, topic.name.size());
  for (const Topic& topic : topics) {
    out << fmt::format("{:<{}}  {}\n", topic.name, width, topic.summary);
    if (in_full && !topic.doc.empty()) out << '\n' << topic.doc << '\n';
    if (in_full) out << to_columns(reference_rows(topic.fields));
  }
}

void write_markdown(const std::vector<Topic>& topics, std::ostream& out) {
  std::string_view gap;
  for (const Topic& topic : topics) {
    out << gap << fmt::format("### {}\n\n{}\n", topic.name, topic.summary);
    if (!topic.doc.empty()) out << '\n' << topic.doc << '\n';
    if (!topic.fields.empty()) out << '\n' << to_markdown(reference_rows(topic.fields));
    gap = "\n";
  }
}

void write_json(const std::vector<Topic>& topics, std::ostream& out) {
  json::Writer json;
  json.begin_array();
  for (const Topic& topic : topics) {
    json.begin_object()
        .field("name", topic.name)
        .field("summary", topic.summary)
        .field("doc", topic.doc)
        .key("fields")
        .begin_array();
    for (const ReferenceRow& row : reference_rows(topic.fields)) {
      json.begin_object().field("path", row.path).field("value", row.type).field("default", row.fallback);
      json.field("meaning", row.doc).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
  out << std::move(json).take() << '\n';
}

// A document of one of the kinds: the kind decides what `spec` may be.
std::string document_schema(std::string_view kind, const std::string& spec) {
  return fmt::format(
      R"({{"type":"object","additionalProperties":false,"required":["apiVersion","kind","metadata","spec"],"properties":{{)"
      R"("apiVersion":{{"const":"{}"}},"kind":{{"const":"{}"}},)"
      R"("metadata":{{"type":"object","additionalProperties":false,"required":["name"],"properties":{{"name":{{"type":"string"}}}}}},)"
      R"("spec":{}}}}})",
      policy::kApiVersion, kind, spec);
}

// One topic by itself, or a document that is any of them.
void write_schema(const std::vector<Topic>& topics, const std::function<std::string(const Topic&)>& schema_of,
                  std::ostream& out) {
  json::Writer json;
  json.begin_object().field("$schema", "https://json-schema.org/draft/2020-12/schema").key("oneOf").begin_array();
  for (const Topic& topic : topics) json.raw(schema_of(topic));
  json.end_array().end_object();
  out << std::move(json).take() << '\n';
}

using Schema = std::function<std::string(const Topic&)>;

int write(std::vector<Topic> topics, std::string_view noun, const ReferenceOptions& options, const Schema& schema_of,
          std::ostream& out, std::ostream& err) {
  if (!options.name.empty()) {
    std::vector<std::string_view> names;
    names.reserve(topics.size());
    for (const Topic& topic : topics) names.push_back(topic.name);
    std::erase_if(topics, [&](const Topic& topic) { return topic.name != options.name; });
    if (topics.empty())
      err << fmt::format("tollgate: unknown {} \"{}\"{}\n", noun, options.name, policy::suggestion(options.name, names));
    if (topics.empty()) return kUnknownName;
  }
  switch (options.format) {
    case ReferenceFormat::kText: write_text(topics, !options.name.empty(), out); break;
    case ReferenceFormat::kMarkdown: write_markdown(topics, out); break;
    case ReferenceFormat::kSchema: write_schema(topics, schema_of, out); break;
    case ReferenceFormat::kJson: write_json(topics, out); break;
  }
  return kGood;
}

}  // namespace

int rules(const ReferenceOptions& options, std::ostream& out, std::ostream& err) {
  const Schema params = [](const Topic& topic) { return to_schema(topic.fields); };
  return write(rule_topics(), "rule", options, params, out, err);
}

int kinds(const ReferenceOptions& options, std::ostream& out, std::ostream& err) {
  const Schema document = [](const Topic& topic) { return document_schema(topic.name, to_schema(topic.fields)); };
  return write(kind_topics(), "kind", options, document, out, err);
}

}  // namespace tollgate::cli
