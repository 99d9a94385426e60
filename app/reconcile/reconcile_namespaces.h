// The use case of the namespaces loop: observe, plan, apply.

#pragma once

#include <string>
#include <vector>

#include "app/ports/charged_pods.h"
#include "app/ports/log.h"
#include "app/ports/namespace_objects.h"
#include "core/policy/cluster_view.h"
#include "core/policy/site.h"
#include "core/reconcile/namespaces.h"

namespace tollgate::reconcile {

// For one thread; what it refers to outlives it.
class ReconcileNamespaces {
 public:
  struct Outcome {
    int written = 0;
    std::vector<std::string> failures;  // what could not be done now: another pass is due
    std::vector<std::string> waiting;   // namespaces that move to another team when nothing of their old one is left in them

    bool operator==(const Outcome&) const = default;
  };

  ReconcileNamespaces(NamespaceObjects& objects, ChargedPods& charged, Log& log)
      : objects_{objects}, charged_{charged}, log_{log} {}

  // One pass. Writes nothing when all is right. One failure does not keep the other namespaces from being put right. A
  // namespace that is gone by now is no failure. One in which its team is still charged for pods, or was promised quota for
  // some, stays with that team until they have ended: its pods would be whose they are not.
  Outcome pass(const policy::Site& site, const policy::ClusterView& observed);

 private:
  void apply(const NamespaceAction& action, Outcome& outcome);

  NamespaceObjects& objects_;
  ChargedPods& charged_;
  Log& log_;
};

// What keeps a namespace with its team: pods and promises.
Result<int> still_charged(const NamespaceAction& action, ChargedPods& charged);

}  // namespace tollgate::reconcile
