// YAML text → trees with positions (core/policy/document.h), every mistake reported instead of guessed around.
//
// Duplicate keys, merge keys (`<<`), tags that name a type, keys that are not text, control characters and broken UTF-8 are
// mistakes. Anchors are expanded, within bounds. Never throws; bounded in depth, nodes and bytes, so hostile text costs
// little.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/document.h"

namespace tollgate::policy_files {

struct YamlLimits {
  std::size_t depth = 64;                     // as the JSON of a request
  std::size_t nodes = 500'000;                // of one text, aliases expanded
  std::size_t bytes = std::size_t{64} << 20;  // of scalars of one text, aliases expanded
};

struct ParsedYaml {
  std::vector<policy::Document> documents;  // those that could be read; empty ones are left out
  std::vector<policy::Mistake> mistakes;
};

// `file` goes into positions.
ParsedYaml parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits = {});

// An object in YAML (or JSON, which is YAML) as one line of JSON, typed as kubectl would.
struct Manifest {
  std::string json;
  policy::Position at;
};

struct ParsedManifests {
  std::vector<Manifest> manifests;
  std::vector<policy::Mistake> mistakes;
};

ParsedManifests parse_manifests(std::string_view text, const std::string& file, const YamlLimits& limits = {});

}  // namespace tollgate::policy_files
