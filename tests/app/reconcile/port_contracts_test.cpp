// The stand-ins that the use cases are tested with keep the ports' contracts, as the real adapters do.

#include <gtest/gtest.h>

#include "tests/contract/ledger_objects_contract.h"
#include "tests/contract/namespace_objects_contract.h"
#include "tests/contract/pod_gates_contract.h"
#include "tests/contract/quota_store_contract.h"
#include "tests/contract/record_store_contract.h"
#include "tests/fakes/memory_gates.h"
#include "tests/fakes/memory_ledgers.h"
#include "tests/fakes/memory_namespaces.h"
#include "tests/fakes/memory_record_store.h"
#include "tests/fakes/quota_builders.h"

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

TEST(MemoryLedgers, KeepTheContractOfLedgerObjects) {
  fakes::MemoryLedgers ledgers;
  contract::expect_ledger_objects(
      ledgers, "research", [&](const std::string& root) { ledgers.remove_by_hand(root); },
      [&](const std::string& root) { ASSERT_TRUE(ledgers.replace(contract::with_one_more(ledgers.at(root)), {})); });
}

TEST(MemoryLedgers, KeepTheContractOfQuotaStore) {
  fakes::MemoryLedgers ledgers;
  ASSERT_TRUE(ledgers.create("research", contract::spec_with("research", 8)));
  contract::expect_quota_store(
      {.store = ledgers,
       .root = "research",
       .missing = "nobody",
       .deadline = std::chrono::nanoseconds::max(),
       .change_spec = [&] { ledgers.edit("research", [](auto& object) { object.ledger.spec.frozen = true; }); }});
}

TEST(MemoryGates, KeepTheContractOfPodGates) {
  fakes::MemoryPods pods;
  fakes::MemoryGates gates{pods};
  const quota::WaitingPod pod = fakes::waiting(fakes::a_pod_charge().of("research"));
  gates.create("research", pod);
  contract::expect_pod_gates(
      gates, [&] { return gates.waits(pod.charge.name) ? std::optional{gates.pod(pod.charge.name)} : std::nullopt; });
}

}  // namespace
}  // namespace tollgate
