// Which namespaces carry the wrong team label, and what would put that right.
//
// The name alone decides here: exact, else the longest glob. (Everywhere else the label decides once it is there; this is
// where it comes from.) Infrastructure and namespaces on their way out are left alone.

#pragma once

#include <string>
#include <vector>

#include "core/policy/cluster_view.h"
#include "core/policy/site.h"

namespace tollgate::reconcile {

struct NamespaceAction {
  std::string namespace_name;
  std::string team;      // empty: the label is to go, no team claims the namespace
  std::string was_team;  // what the label says now; empty: there is none

  bool operator==(const NamespaceAction&) const = default;
};

// By namespace name; empty when all is right.
std::vector<NamespaceAction> plan_namespaces(const policy::Site& site, const policy::ClusterView& observed);

// For people, one line.
std::string describe(const NamespaceAction& action);

// Of one that has to wait for `pods` of the old team.
std::string describe_waiting(const NamespaceAction& action, int pods);

}  // namespace tollgate::reconcile
