// The REST family v0.0.38 (Slurm 22.05; also served by 23.02 and 23.11) as text: bodies of creations, meaning of answers.
//
// Only creations are sent this way. A change of an association would be lost or leave slurmctld behind, and one that omits a
// list of limits crashes slurmrestd (docs/adr/0004). (JSON: nlohmann.)

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/reconcile/slurm/action.h"
#include "core/result.h"

namespace tollgate::slurm {

struct Post {
  std::string_view path;  // below /slurmdb/v0.0.38
  std::string body;
};

// One transaction each: all of it is done or nothing.
Post post_qos(std::span<const reconcile::CreateQos* const> qos);
Post post_account_records(std::span<const reconcile::CreateAccount* const> accounts);
// Parents before children.
Post post_account_associations(std::string_view cluster, std::span<const reconcile::CreateAccount* const> accounts);
// Users that slurmdbd does not know yet: with their associations, and the first of these as default account.
Post post_users(std::string_view cluster, std::span<const reconcile::Membership* const> members);

// What an answer means. The status alone says little: 200 can be a failure, 500 can be "there is none".
Result<void> judge_answer(int status, std::string_view body);

// The highest supported version in the answer of GET /openapi/v3; kInvalid names what is served instead.
Result<std::string> choose_version(std::string_view openapi);

}  // namespace tollgate::slurm
