// Builds the trees of one text from a parser's events. Knows the bounds and the mistakes, but no parser.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/policy_files/yaml.h"
#include "core/policy/document.h"

namespace tollgate::policy_files {

// Thrown out of the parser's callbacks when going on makes no sense; caught in yaml.cpp, never leaves it.
struct TextRefused {
  int line = 0;
  int column = 0;
  std::string text;
};

class TreeBuilder {
 public:
  using Anchor = std::size_t;  // 0 = none; anchors are numbered anew in each document

  TreeBuilder(std::string file, const YamlLimits& limits, ParsedYaml& out);

  void start_document();
  void end_document();
  void scalar(policy::Node node, Anchor anchor);
  void alias(int line, int column, Anchor anchor);
  void start(policy::Node container, Anchor anchor);  // kSequence or kMapping
  void end();
  void report(int line, int column, std::string text);

 private:
  struct Open {
    policy::Node node;
    Anchor anchor = 0;
    policy::Node key;
    bool has_key = false;
    std::size_t nodes_before = 0;
    std::size_t bytes_before = 0;
    std::size_t height = 1;  // levels below and with this one
  };
  struct Anchored {
    policy::Node node;
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    std::size_t height = 0;
  };

  void count(const policy::Node& at, std::size_t nodes, std::size_t bytes, std::size_t height);
  void attach(policy::Node node, std::size_t height);
  void take_key(Open& mapping, policy::Node key);
  void report_duplicates(const policy::Node& mapping);

  std::string file_;
  YamlLimits limits_;
  ParsedYaml& out_;
  std::vector<Open> open_;
  std::map<Anchor, Anchored> anchored_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
  policy::Node root_;
};

}  // namespace tollgate::policy_files
