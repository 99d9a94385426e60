// What single containers ask for of GPUs, as it stands there: before anything is added up or believed.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/pod/pod.h"
#include "core/model/quantity.h"
#include "core/policy/gpu/gpu_catalog.h"

namespace tollgate::policy {

// One GPU resource of one container, of a name that the catalog knows or not. At least one of the two amounts is there.
struct ContainerAsk {
  const model::Container* container = nullptr;
  model::Text resource;
  std::optional<model::Text> request;
  std::optional<model::Text> limit;

  // What is looked at first: the limit, else the request.
  [[nodiscard]] model::Text amount() const { return limit ? *limit : *request; }

  // "spec.containers[main].resources.limits[nvidia.com/gpu]": where amount() stands.
  [[nodiscard]] std::string field() const;

  // All amounts that are there can be read, and are zero: nothing is asked for.
  [[nodiscard]] bool is_zero() const;
};

// Of init, app and ephemeral containers, in document order; each resource of a container once.
std::vector<ContainerAsk> asks_of_containers(const GpuCatalog& catalog, const model::Pod& pod);

// As the API server counts it: rounded up to thousandths. kInvalid: not a quantity, or too large for one.
Result<model::Quantity> amount_of(model::Text quantity);

}  // namespace tollgate::policy
