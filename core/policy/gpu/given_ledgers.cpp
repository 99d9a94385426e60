#include "core/policy/gpu/given_ledgers.h"

#include "core/policy/gpu/ledger_specs.h"

namespace tollgate::policy {
namespace {

quota::Cell cell_of(const Site& site, const UsedGpus& used) {
  const JobType* type = site.find_job_type(used.job_type);
  return {.key = {.team = used.team,
                  .user = used.user,
                  .job_type = used.job_type,
                  .tier = type == nullptr ? std::string{} : type->tier,
                  .pool = used.pool,
                  .resource = used.resource},
          .amount = used.amount};
}

}  // namespace

Result<GivenLedgers> given_ledgers(const Site& site, std::span<const UsedGpus> usage) {
  GivenLedgers ledgers;
  for (auto& [root, spec] : ledger_specs(site)) {
    quota::Ledger& ledger = ledgers[root];
    ledger.root = root;
    ledger.spec = spec;
    ledger.status.initialized = true;
  }
  for (const UsedGpus& used : usage) {
    const Team* team = site.find_team(used.team);
    const auto ledger = team == nullptr ? ledgers.end() : ledgers.find(site.root_of(*team).name);
    if (ledger == ledgers.end()) return Error{ErrorCode::kInvalid, "usage: no team \"" + used.team + "\" with a quota"};
    ledger->second.status.cells.push_back(cell_of(site, used));
  }
  return ledgers;
}

}  // namespace tollgate::policy
