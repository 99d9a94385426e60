// One change to Slurm's accounting, small enough to be said in one line.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/reconcile/slurm/world.h"

namespace tollgate::reconcile {

struct CreateQos {
  std::string name;
  std::int64_t priority = 0;
  bool operator==(const CreateQos&) const = default;
};

struct ChangeQos {
  std::string name;
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool operator==(const ChangeQos&) const = default;
};

struct CreateAccount {
  SlurmAccount account;
  bool operator==(const CreateAccount&) const = default;
};

struct MoveAccount {
  std::string account;
  std::string from;
  std::string to;
  bool operator==(const MoveAccount&) const = default;
};

// `to` says which fields, and their new values; a Limit inside may be absent: the limit is cleared. `from` has the same
// fields. A field that is equal in both is set all the same: slurmctld missed it.
struct AccountChange {
  std::optional<std::int64_t> fairshare;
  std::optional<Limit> gpus;
  std::optional<Limit> gpu_minutes;
  std::optional<Limit> jobs;
  std::optional<Limit> submit;
  std::optional<std::vector<std::string>> qos;
  std::optional<std::string> default_qos;
  bool operator==(const AccountChange&) const = default;
};

struct ChangeAccount {
  std::string account;
  AccountChange from;
  AccountChange to;
  bool operator==(const ChangeAccount&) const = default;
};

struct AddMember {
  Membership member;
  Limit gpus;
  bool operator==(const AddMember&) const = default;
};

struct ChangeMember {
  Membership member;
  Limit from;
  Limit to;
  bool operator==(const ChangeMember&) const = default;
};

struct RemoveMember {
  Membership member;
  bool operator==(const RemoveMember&) const = default;
};

struct DeleteAccount {
  std::string account;
  bool operator==(const DeleteAccount&) const = default;
};

using SlurmAction = std::variant<CreateQos, ChangeQos, CreateAccount, MoveAccount, ChangeAccount, AddMember, ChangeMember,
                                 RemoveMember, DeleteAccount>;

// "account vision: GrpTRES gres/gpu 32 → 64"
std::string describe(const SlurmAction& action);

bool takes_away(const SlurmAction& action);

}  // namespace tollgate::reconcile
