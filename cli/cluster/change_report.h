// What plan and apply have to say, for people or as JSON.

#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/reconcile/reconcile_slurm.h"

namespace tollgate::cli {

struct ChangeReport {
  struct Line {
    std::string where;  // "slurm main"; empty where the text says it
    std::string text;
    std::string failure;  // of an applied change; empty: none

    bool operator==(const Line&) const = default;
  };

  std::vector<Line> changes;
  std::vector<Line> refused;  // what the policy wants and cannot have
  std::vector<Line> kept;     // what is wanted no more and stays
  std::vector<Line> held;     // why nothing is applied somewhere
  std::vector<Line> unreachable;

  void add(const std::string& cluster, const SlurmPass& pass);
};

void write_text(const ChangeReport& report, std::ostream& out);
void write_json(const ChangeReport& report, std::ostream& out);

}  // namespace tollgate::cli
