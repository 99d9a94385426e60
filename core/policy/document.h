// A policy document as a tree that remembers where each value stands, and the mistakes found in a set of them.
//
// Built by adapters/policy_files from YAML; everything after that is pure. Anchors are expanded, and duplicate keys
// reported, by the builder.

#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::policy {

struct Position {
  std::string file;  // as the user wrote the folder: "policies/teams/vision.yaml"
  int line = 0;      // from 1; 0 = the file as a whole
  int column = 0;    // from 1

  auto operator<=>(const Position&) const = default;
};

// "policies/teams/vision.yaml:14"
std::string file_and_line(const Position& at);

struct Entry;

struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;
  std::string text;     // a scalar's text
  bool quoted = false;  // a quoted scalar is a string, whatever it looks like
  int line = 0;
  int column = 0;
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a mapping, in document order

  // The value under `key` of a mapping; nullptr when absent or not a mapping.
  const Node* find(std::string_view key) const;
};

struct Entry {
  Node key;
  Node value;
};

struct Document {
  std::string file;
  Node root;

  Position at(const Node& node) const { return {file, node.line, node.column}; }
};

struct Mistake {
  Position at;
  std::string text;

  auto operator<=>(const Mistake&) const = default;
};

// "policies/a.yaml:7:12: error: unknown job type …"; without the position when the mistake stands nowhere in particular.
std::string to_text(const Mistake& mistake, std::string_view severity = "error");

}  // namespace tollgate::policy
