// Kind SlurmCluster: how Slurm is reached.

#pragma once

#include <array>

#include "core/policy/fields/table.h"
#include "core/policy/site.h"

namespace tollgate::policy {

inline constexpr std::array kCommandRows{
    field<&SlurmCluster::sacctmgr>("sacctmgr", "name or path"),
    field<&SlurmCluster::scontrol>("scontrol", "name or path"),
};

template <>
struct Table<SlurmCluster> {
  static constexpr std::array kRows{
      field<&SlurmCluster::url>("url", "address of slurmrestd", {.required = true, .format = Format::kHttpUrl}),
      field<&SlurmCluster::token_file>("tokenFile", "file with the JWT that slurmrestd takes; read again when it changes",
                                       {.required = true}),
      group<kCommandRows>("commands", "Slurm's own commands, for what slurmrestd cannot do"),
  };
};

}  // namespace tollgate::policy
