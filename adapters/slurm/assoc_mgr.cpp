#include "adapters/slurm/assoc_mgr.h"

#include <fmt/format.h>

#include <map>

#include "adapters/slurm/text.h"

namespace tollgate::slurm {
namespace {

using namespace reconcile;

// A user that has no uid on slurmctld's host is shown with this one.
constexpr std::string_view kNoUid = "(4294967294)";

// One association's "Key=value" words. A value may be empty, and may hold '='.
using Words = std::map<std::string_view, std::string_view>;

std::string_view word(const Words& words, std::string_view key) {
  const auto found = words.find(key);
  return found == words.end() ? std::string_view{} : found->second;
}

struct LimitAndUse {
  Limit limit;
  std::int64_t used = 0;
};

// "8(4)", "N(0)", "600(12.50)": only whole units count.
Result<LimitAndUse> limit_and_use(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')'))
    return Error{ErrorCode::kInvalid, fmt::format("\"{}\" is not a limit with its use", text)};
  LimitAndUse result;
  if (text.substr(0, open) != "N") result.limit = TRY(number(text.substr(0, open)));
  std::string_view used = text.substr(open + 1, text.size() - open - 2);
  used = used.substr(0, used.find('.'));
  result.used = TRY(number(used));
  return result;
}

Result<LimitAndUse> gpus(std::string_view tres) {
  for (const std::string_view item : split(tres, ','))
    if (item.starts_with(kGpuTres)) return limit_and_use(item.substr(kGpuTres.size()));
  return Error{ErrorCode::kInvalid, "slurmctld does not count gres/gpu; AccountingStorageTRES needs it"};
}

std::string before_parenthesis(std::string_view text) { return std::string{text.substr(0, text.find('('))}; }

Result<AccountInForce> account_in_force(const Words& words) {
  AccountInForce account;
  account.parent = before_parenthesis(word(words, "ParentAccount"));
  const std::string_view shares = word(words, "SharesRaw/Norm/Level/Factor");
  account.fairshare = TRY(number(shares.substr(0, shares.find('/'))));
  const LimitAndUse minutes = TRY(gpus(word(words, "GrpTRESMins")));
  const LimitAndUse submit = TRY(limit_and_use(word(words, "GrpSubmitJobs")));
  account.limits = {.gpus = TRY(gpus(word(words, "GrpTRES"))).limit,
                    .gpu_minutes = minutes.limit,
                    .jobs = TRY(limit_and_use(word(words, "GrpJobs"))).limit,
                    .submit = submit.limit};
  account.gpu_minutes_used = minutes.used;
  account.jobs = submit.used;
  return account;
}

Result<void> read_association(const Words& words, SlurmWorld& into) {
  if (word(words, "ClusterName") != into.facts.cluster || !word(words, "Partition").empty()) return {};
  const std::string account{word(words, "Account")};
  const std::string_view user = word(words, "UserName");
  if (user.empty()) {
    if (const auto found = into.accounts.find(account); found != into.accounts.end())
      found->second.in_force = TRY(account_in_force(words));
    return {};
  }
  const auto found = into.members.find({account, before_parenthesis(user)});
  if (found == into.members.end()) return {};
  found->second.in_force = MembershipInForce{.gpus = TRY(gpus(word(words, "GrpTRES"))).limit,
                                             .jobs = TRY(limit_and_use(word(words, "GrpSubmitJobs"))).used,
                                             .has_uid = !user.ends_with(kNoUid)};
  return {};
}

void add_words(std::string_view line, Words& into) {
  for (const std::string_view item : split(line, ' '))
    if (const auto equals = item.find('='); equals != std::string_view::npos)
      into[item.substr(0, equals)] = item.substr(equals + 1);
}

}  // namespace

Result<void> read_assoc_mgr(std::string_view text, SlurmWorld& into) {
  Words words;
  const auto finish = [&]() -> Result<void> {
    if (words.empty()) return {};
    auto done = read_association(words, into);
    if (!done)
      return std::move(done).error().during(
          fmt::format("scontrol show assoc_mgr: {} {}", word(words, "Account"), word(words, "UserName")));
    words.clear();
    return {};
  };
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("ClusterName=")) TRY(finish());
    if (line.starts_with("ClusterName=") || (line.starts_with(' ') && !words.empty())) add_words(line, words);
  }
  return finish();
}

}  // namespace tollgate::slurm
