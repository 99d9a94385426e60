#include "adapters/policy_files/tree_builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace tollgate::policy_files {

using policy::Entry;
using policy::Node;

TreeBuilder::TreeBuilder(std::string file, const YamlLimits& limits, ParsedYaml& out)
    : file_{std::move(file)}, limits_{limits}, out_{out} {}

void TreeBuilder::report(int line, int column, std::string text) {
  out_.mistakes.push_back({{file_, line, column}, std::move(text)});
}

void TreeBuilder::start_document() {
  open_.clear();
  anchored_.clear();
  root_ = Node{};
}

void TreeBuilder::end_document() {
  if (root_.kind != Node::Kind::kNull) out_.documents.push_back({file_, std::move(root_)});
  root_ = Node{};
}

void TreeBuilder::count(const Node& at, std::size_t nodes, std::size_t bytes, std::size_t height) {
  nodes_ += nodes;
  bytes_ += bytes;
  if (open_.size() + height > limits_.depth) {
    throw TextRefused{at.line, at.column, fmt::format("nested deeper than {} levels", limits_.depth)};
  }
  if (nodes_ > limits_.nodes) throw TextRefused{at.line, at.column, fmt::format("more than {} values", limits_.nodes)};
  if (bytes_ > limits_.bytes) throw TextRefused{at.line, at.column, fmt::format("more than {} bytes of text", limits_.bytes)};
}

void TreeBuilder::scalar(Node node, Anchor anchor) {
  count(node, 1, node.text.size(), 1);
  if (anchor != 0) anchored_.insert_or_assign(anchor, Anchored{node, 1, node.text.size(), 1});
  attach(std::move(node), 1);
}

void TreeBuilder::alias(int line, int column, Anchor anchor) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) throw TextRefused{line, column, "an alias inside what it stands for"};
  const Anchored& original = found->second;
  count(Node{.line = line, .column = column}, original.nodes, original.bytes, original.height);
  attach(original.node, original.height);
}

void TreeBuilder::start(Node container, Anchor anchor) {
  const std::size_t nodes = nodes_;
  const std::size_t bytes = bytes_;
  count(container, 1, 0, 1);
  open_.push_back({.node = std::move(container), .anchor = anchor, .nodes_before = nodes, .bytes_before = bytes});
}

void TreeBuilder::end() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  if (closed.node.kind == Node::Kind::kMapping) report_duplicates(closed.node);
  if (closed.anchor != 0) {
    anchored_.insert_or_assign(closed.anchor,
                               Anchored{closed.node, nodes_ - closed.nodes_before, bytes_ - closed.bytes_before, closed.height});
  }
  attach(std::move(closed.node), closed.height);
}

void TreeBuilder::attach(Node node, std::size_t height) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  parent.height = std::max(parent.height, height + 1);
  if (parent.node.kind == Node::Kind::kSequence) {
    parent.node.items.push_back(std::move(node));
  } else if (!parent.has_key) {
    take_key(parent, std::move(node));
  } else {
    parent.node.entries.push_back(Entry{std::move(parent.key), std::move(node)});
    parent.has_key = false;
  }
}

void TreeBuilder::take_key(Open& mapping, Node key) {
  if (key.kind != Node::Kind::kScalar) report(key.line, key.column, "a key must be text");
  if (key.text == "<<" && !key.quoted) report(key.line, key.column, "merge keys (<<) are not supported: write the keys out");
  mapping.key = std::move(key);
  mapping.has_key = true;
}

void TreeBuilder::report_duplicates(const Node& mapping) {
  std::vector<const Node*> keys;
  keys.reserve(mapping.entries.size());
  for (const Entry& entry : mapping.entries) keys.push_back(&entry.key);
  std::ranges::stable_sort(keys, {}, [](const Node* key) { return std::string_view{key->text}; });
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i]->text != keys[i - 1]->text) continue;
    report(keys[i]->line, keys[i]->column,
           fmt::format("duplicate key \"{}\" (also in line {})", keys[i]->text, keys[i - 1]->line));
  }
}

}  // namespace tollgate::policy_files
