// The use case of the namespaces loop: observe, plan, apply.

#pragma once

#include <string>
#include <vector>

#include "app/ports/log.h"
#include "app/ports/namespace_objects.h"
#include "core/policy/cluster_view.h"
#include "core/policy/site.h"

namespace tollgate::reconcile {

// For one thread; what it refers to outlives it.
class ReconcileNamespaces {
 public:
  struct Outcome {
    int written = 0;
    std::vector<std::string> failures;  // what could not be done now: another pass is due

    bool operator==(const Outcome&) const = default;
  };

  ReconcileNamespaces(NamespaceObjects& objects, Log& log) : objects_{objects}, log_{log} {}

  // One pass. Writes nothing when all is right. One failure does not keep the other namespaces from being put right. A
  // namespace that is gone by now is no failure.
  Outcome pass(const policy::Site& site, const policy::ClusterView& observed);

 private:
  NamespaceObjects& objects_;
  Log& log_;
};

}  // namespace tollgate::reconcile
