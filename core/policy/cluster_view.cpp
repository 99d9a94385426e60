#include "core/policy/cluster_view.h"

namespace tollgate::policy {

const NamespaceView* ClusterView::find_namespace(std::string_view name) const {
  const auto found = namespaces.find(name);
  return found == namespaces.end() ? nullptr : &found->second;
}

}  // namespace tollgate::policy
