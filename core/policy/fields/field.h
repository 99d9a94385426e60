// A row of a field table: all that is known about one key of a document. Decoding, suggestions, JSON Schema and the
// documentation are loops over such rows; a new field is a new row.

#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/fields/format.h"

namespace tollgate::policy {

// What a text is to other documents; links.cpp holds the documents against each other.
enum class Role {
  kNone,
  kTeam,            // a team, or a glob of teams
  kParent,          // the team above this one
  kClaim,           // a namespace this team owns
  kJobType,         // a job type, or a glob of them
  kInferred,        // a kind that means this job type
  kTier,            // a tier
  kTierName,        // a tier's own name
  kPriorityClass,   // a tier's own class
  kAccount,         // a team's own Slurm account
  kSlurmQos,        // a QOS that some tier names
  kInfrastructure,  // a namespace that is never judged
  kGpuModel,        // a GPU model
  kMigProfile,      // a profile of some model
  kPool,            // a pool
  kPolicy,          // a PodPolicy or default rule, or a glob of them
  kCheck,           // a check of the policies named beside it
};

enum class ValueType {
  kText,
  kFlag,
  kInteger,
  kInstant,
  kDay,
  kMoney,
  kTexts,          // a list
  kGpus,           // an amount of GPU: 8, 2.5, 1/7
  kGpusByKey,      // a mapping of any keys to such amounts
  kTextByKey,      // a mapping of any keys to text
  kTextsByKey,     // a mapping of any keys to lists
  kObject,         // a mapping of known keys
  kObjects,        // a list of such
  kObjectsByName,  // a mapping of names to such
  kTree,           // a mapping of any shape
};

struct Limits {
  bool required = false;
  bool null_is_absent = false;
  bool not_empty = false;  // of lists, mappings and amounts of GPU
  Format format = Format::kText;
  std::int64_t least = 0;  // of amounts of money: in millionths
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Role role = Role::kNone;
  Role key_role = Role::kNone;           // of the keys of a mapping of any keys
  Format key_format = Format::kAnyText;  // of the same
  std::string_view fallback = {};        // said in the documentation; empty = the member's own initial value
};

struct FieldInfo {
  using Children = std::vector<const FieldInfo*>;

  std::string_view name;
  std::string_view doc;
  Limits limits;
  ValueType type = ValueType::kText;
  std::span<const std::string_view> choices;  // of texts; empty = any
  Children (*children)() = nullptr;           // of objects
  std::string (*initial)() = nullptr;         // the default as YAML
};

// The default as the documentation shows it: "required", "none", "[]", "edit".
std::string default_of(const FieldInfo& field);

}  // namespace tollgate::policy
