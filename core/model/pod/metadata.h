// An object's metadata as a view into the request that carried it.
//
// Request-scoped: every string_view points into the request's body, every list lives in the request's arena. Nothing here
// outlives the call; what must, is copied into an owning value. *Absent* is kept apart from *empty*, because a JSON Patch
// needs to know whether the parent exists.

#pragma once

#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

namespace tollgate::model {

using Text = std::string_view;

template <class T>
using List = std::pmr::vector<T>;

struct KeyValue {
  Text key;
  Text value;
  bool operator==(const KeyValue&) const = default;
};

// In document order. Keys are unique: the decoder refuses duplicates.
using TextMap = List<KeyValue>;

// The value under `key`; nothing when the map is absent or lacks the key.
std::optional<Text> find(const std::optional<TextMap>& map, Text key);

struct OwnerReference {
  Text api_version;
  Text kind;
  Text name;
  Text uid;
  bool controller = false;
  bool operator==(const OwnerReference&) const = default;
};

struct Metadata {
  bool present = true;  // false: a template without any; a patch must add it before what goes into it
  Text name;
  Text generate_name;
  Text namespace_name;
  Text uid;
  Text created;           // creationTimestamp; empty before it is
  bool deleting = false;  // deletionTimestamp is set
  std::optional<TextMap> labels;
  std::optional<TextMap> annotations;
  std::optional<List<OwnerReference>> owner_references;

  std::optional<Text> label(Text key) const { return find(labels, key); }
  std::optional<Text> annotation(Text key) const { return find(annotations, key); }

  bool operator==(const Metadata&) const = default;
};

}  // namespace tollgate::model
