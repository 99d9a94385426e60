// What the webhook knows of the cluster: an immutable picture, rebuilt elsewhere and shared by pointer.

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tollgate::policy {

using Labels = std::map<std::string, std::string, std::less<>>;

struct NamespaceView {
  std::string name;
  Labels labels;
  bool deleting = false;  // deletionTimestamp is set
};

struct PriorityClassView {
  std::string name;
  int value = 0;
};

struct ClusterView {
  std::map<std::string, NamespaceView, std::less<>> namespaces;
  std::map<std::string, PriorityClassView, std::less<>> priority_classes;

  // nullptr when there is none of that name.
  [[nodiscard]] const NamespaceView* find_namespace(std::string_view name) const {
    const auto found = namespaces.find(name);
    return found == namespaces.end() ? nullptr : &found->second;
  }
};

}  // namespace tollgate::policy
