// The stand-ins that the use cases are tested with keep the ports' contracts, as the real adapters do.

#include <gtest/gtest.h>

#include "tests/contract/namespace_objects_contract.h"
#include "tests/contract/record_store_contract.h"
#include "tests/fakes/memory_namespaces.h"
#include "tests/fakes/memory_record_store.h"

namespace tollgate {
namespace {

TEST(MemoryRecordStore, KeepsTheContractOfRecordStore) {
  fakes::MemoryRecordStore store;
  contract::expect_record_store(store, "slurm-main");
}

TEST(MemoryNamespaces, KeepTheContractOfNamespaceObjects) {
  policy::ClusterView picture;
  picture.namespaces["vision"].name = "vision";
  fakes::MemoryNamespaces namespaces{picture};
  contract::expect_namespace_objects(namespaces, "vision", "none", [&](const std::string& name) {
    const policy::Labels& labels = namespaces.picture().namespaces.at(name).labels;
    const auto team = labels.find(policy::kTeamLabel);
    return team == labels.end() ? "none" : team->second;
  });
}

}  // namespace
}  // namespace tollgate
