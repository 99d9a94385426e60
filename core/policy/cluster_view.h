// What the webhook knows of the cluster: an immutable picture, rebuilt elsewhere and shared by pointer.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/device_request.h"

namespace tollgate::policy {

using Labels = std::map<std::string, std::string, std::less<>>;

struct NamespaceView {
  std::string name;
  Labels labels;
  bool deleting = false;  // deletionTimestamp is set
};

// Whether pods of a PriorityClass may push others off a node, or only go first where there is room.
enum class PreemptionPolicy : std::uint8_t { kPreemptLowerPriority, kNever };

// As the API spells it.
constexpr std::string_view name_of(PreemptionPolicy policy) {
  return policy == PreemptionPolicy::kNever ? "Never" : "PreemptLowerPriority";
}

struct PriorityClassView {
  std::string name;
  int value = 0;
  PreemptionPolicy preemption_policy = PreemptionPolicy::kPreemptLowerPriority;
  bool global_default = false;  // what pods get that name no class
};

// What the claims that are made from a ResourceClaimTemplate ask for.
struct ClaimTemplateView {
  std::string namespace_name;
  std::string name;
  std::vector<model::DeviceRequest> requests;
};

struct ClusterView {
  bool observed = false;  // false: there is no cluster to look at (CLI, standalone); the classes of the policy's tiers exist
  std::map<std::string, NamespaceView, std::less<>> namespaces;
  std::map<std::string, PriorityClassView, std::less<>> priority_classes;
  std::map<std::string, ClaimTemplateView, std::less<>> claim_templates;  // by "namespace/name"

  // nullptr when there is none of that name.
  [[nodiscard]] const NamespaceView* find_namespace(std::string_view name) const {
    const auto found = namespaces.find(name);
    return found == namespaces.end() ? nullptr : &found->second;
  }
};

}  // namespace tollgate::policy
