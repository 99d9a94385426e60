// What sacctmgr and scontrol print → the world. Pure; a line that is not as expected is an error, never skipped.

#pragma once

#include <string_view>

#include "core/reconcile/slurm/world.h"
#include "core/result.h"

namespace tollgate::slurm {

// The columns the functions below expect, as sacctmgr's `format=`.
inline constexpr std::string_view kAssociationColumns =
    "account,user,partition,parentname,share,grptres,grptresmins,grpjobs,grpsubmit,qos,defaultqos";
inline constexpr std::string_view kAccountColumns = "account";
inline constexpr std::string_view kUserColumns = "user,defaultaccount";
inline constexpr std::string_view kQosColumns = "name,priority";

Result<void> read_associations(std::string_view table, reconcile::SlurmWorld& into);
Result<void> read_accounts(std::string_view table, reconcile::SlurmWorld& into);
Result<void> read_users(std::string_view table, reconcile::SlurmWorld& into);
Result<void> read_qos(std::string_view table, reconcile::SlurmWorld& into);

// `scontrol show config`. kInvalid when a setting we rely on is not in it.
Result<void> read_config(std::string_view text, reconcile::SlurmFacts& into);

}  // namespace tollgate::slurm
