#include "adapters/policy_files/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "adapters/policy_files/plain_text.h"
#include "adapters/policy_files/tree_builder.h"
#include "core/policy/tree/node_json.h"

namespace tollgate::policy_files {
namespace {

using policy::Node;

// yaml-cpp's marks count from 0.
Node node_at(const YAML::Mark& mark, Node::Kind kind) { return {.kind = kind, .line = mark.line + 1, .column = mark.column + 1}; }

constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

// yaml-cpp tells plain scalars by the tag "?" and quoted ones by "!".
bool is_quoted(std::string_view tag) { return tag == "!" || tag == kStringTag; }

bool is_supported(std::string_view tag) {
  return tag.empty() || tag == "?" || is_quoted(tag) || tag == "tag:yaml.org,2002:map" || tag == "tag:yaml.org,2002:seq";
}

// yaml-cpp's interface to the builder.
class Events final : public YAML::EventHandler {
 public:
  explicit Events(TreeBuilder& builder) : builder_{builder} {}

  void OnDocumentStart(const YAML::Mark&) override { builder_.start_document(); }
  void OnDocumentEnd() override { builder_.end_document(); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.scalar(node_at(mark, Node::Kind::kNull), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { builder_.alias(mark.line + 1, mark.column + 1, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    check_tag(mark, tag);
    Node node = node_at(mark, Node::Kind::kScalar);
    node.text = value;
    node.quoted = is_quoted(tag);
    builder_.scalar(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    builder_.start(node_at(mark, Node::Kind::kSequence), anchor);
  }
  void OnSequenceEnd() override { builder_.end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    builder_.start(node_at(mark, Node::Kind::kMapping), anchor);
  }
  void OnMapEnd() override { builder_.end(); }

 private:
  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!is_supported(tag)) builder_.report(mark.line + 1, mark.column + 1, fmt::format("the tag {} is not supported", tag));
  }

  TreeBuilder& builder_;
};

void parse_into(std::string_view text, TreeBuilder& builder) {
  try {
    std::istringstream stream{std::string{text}};
    YAML::Parser parser{stream};
    Events events{builder};
    while (parser.HandleNextDocument(events)) {
    }
  } catch (const TextRefused& refused) {
    builder.report(refused.line, refused.column, refused.text);
  } catch (const YAML::Exception& wrong) {
    builder.report(std::max(wrong.mark.line, 0) + 1, std::max(wrong.mark.column, 0) + 1, "not YAML: " + wrong.msg);
  } catch (const std::exception& wrong) {
    builder.report(0, 0, fmt::format("cannot be read: {}", wrong.what()));
  }
}

}  // namespace

ParsedYaml parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  ParsedYaml parsed;
  if (const auto unreadable = first_unreadable(text, file)) {
    parsed.mistakes.push_back(*unreadable);
    return parsed;
  }
  TreeBuilder builder{file, limits, parsed};
  parse_into(text, builder);
  return parsed;
}

ParsedManifests parse_manifests(std::string_view text, const std::string& file, const YamlLimits& limits) {
  ParsedYaml parsed = parse_yaml(text, file, limits);
  ParsedManifests manifests{{}, std::move(parsed.mistakes)};
  for (const policy::Document& document : parsed.documents) {
    manifests.manifests.push_back({policy::to_json(document.root), document.at(document.root)});
  }
  return manifests;
}

}  // namespace tollgate::policy_files
