// What we have made in a Slurm cluster: the third side of the three-way comparison, and the memory of budgets.
//
// It says what may be taken away again, and from which usage a period's budget counts. Kept outside Slurm as text, one line
// a thing, readable by people; written before the changes it allows, so a crash between the two loses nothing.
//
//   tollgate-slurm/1
//   account vision fields=gpus,jobs,qos budget=2026-11:1234
//   member vision alice gpus

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/reconcile/slurm/world.h"
#include "core/result.h"

namespace tollgate::reconcile {

// A field of an account's association that can be left alone.
enum class AccountField : std::uint8_t { kGpus, kGpuMinutes, kJobs, kSubmit, kQos, kDefaultQos };

struct BudgetPeriod {
  std::string name;                // "2026-11": a month in UTC
  std::int64_t used_at_start = 0;  // GPU minutes on slurmctld's meter when it began
  bool operator==(const BudgetPeriod&) const = default;
};

struct OwnedAccount {
  std::set<AccountField> fields;  // those we have set; parent and fairshare always are
  std::optional<BudgetPeriod> budget;
  bool operator==(const OwnedAccount&) const = default;
};

struct SlurmRecord {
  std::map<std::string, OwnedAccount> accounts;
  std::map<Membership, bool> members;  // true: its gpus limit is ours too
  bool operator==(const SlurmRecord&) const = default;
};

std::string to_text(const SlurmRecord& record);

// Empty text is the empty record. kInvalid names the line: a record that cannot be read must not be taken for none.
Result<SlurmRecord> slurm_record_from(std::string_view text);

// The record without what is not there (any more): accounts, members, and fields that are not set.
SlurmRecord still_there(SlurmRecord record, const SlurmWorld& world);

}  // namespace tollgate::reconcile
