#include "core/reconcile/slurm/action.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "core/overloaded.h"

namespace tollgate::reconcile {
namespace {

std::string shown(std::int64_t number) { return fmt::to_string(number); }
std::string shown(const Limit& limit) { return limit ? fmt::to_string(*limit) : "none"; }
std::string shown(const std::string& name) { return name.empty() ? "none" : name; }
std::string shown(const std::vector<std::string>& names) {
  return names.empty() ? "the parent's" : fmt::format("{}", fmt::join(names, ","));
}

class Changes {
 public:
  template <class T>
  void add(std::string_view name, const std::optional<T>& from, const std::optional<T>& to) {
    if (!to) return;
    if (from == to)
      parts_.push_back(fmt::format("{} {} (again: slurmctld missed it)", name, shown(*to)));
    else
      parts_.push_back(fmt::format("{} {} → {}", name, from ? shown(*from) : "?", shown(*to)));
  }
  std::string text() const { return fmt::format("{}", fmt::join(parts_, ", ")); }

 private:
  std::vector<std::string> parts_;
};

std::string created(const SlurmAccount& account) {
  std::string text = fmt::format("create account {} below {}: Fairshare {}", account.name, account.parent, account.fairshare);
  const auto add = [&text](std::string_view name, const Limit& limit) {
    if (limit) text += fmt::format(", {} {}", name, *limit);
  };
  add("GrpTRES gres/gpu", account.limits.gpus);
  add("GrpTRESMins gres/gpu", account.limits.gpu_minutes);
  add("GrpJobs", account.limits.jobs);
  add("GrpSubmitJobs", account.limits.submit);
  if (!account.qos.empty()) text += fmt::format(", QOS {}", shown(account.qos));
  if (!account.default_qos.empty()) text += fmt::format(", DefaultQOS {}", account.default_qos);
  return text;
}

std::string changed(const ChangeAccount& change) {
  const auto& [account, from, to] = change;
  Changes changes;
  changes.add("Fairshare", from.fairshare, to.fairshare);
  changes.add("GrpTRES gres/gpu", from.gpus, to.gpus);
  changes.add("GrpTRESMins gres/gpu", from.gpu_minutes, to.gpu_minutes);
  changes.add("GrpJobs", from.jobs, to.jobs);
  changes.add("GrpSubmitJobs", from.submit, to.submit);
  changes.add("QOS", from.qos, to.qos);
  changes.add("DefaultQOS", from.default_qos, to.default_qos);
  return fmt::format("account {}: {}", account, changes.text());
}

std::string changed(const ChangeMember& change) {
  Changes changes;
  changes.add("GrpTRES gres/gpu", std::optional<Limit>{std::in_place, change.from},
              std::optional<Limit>{std::in_place, change.to});
  return fmt::format("account {}: user {}: {}", change.member.account, change.member.user, changes.text());
}

std::string added(const AddMember& it) {
  const std::string limit = it.gpus ? fmt::format(", GrpTRES gres/gpu {}", *it.gpus) : "";
  return fmt::format("account {}: add user {}{}", it.member.account, it.member.user, limit);
}

}  // namespace

std::string describe(const SlurmAction& action) {
  return std::visit(
      Overloaded{
          [](const CreateQos& it) { return fmt::format("create QOS {}: Priority {}", it.name, it.priority); },
          [](const ChangeQos& it) { return fmt::format("QOS {}: Priority {} → {}", it.name, it.from, it.to); },
          [](const CreateAccount& it) { return created(it.account); },
          [](const MoveAccount& it) { return fmt::format("account {}: Parent {} → {}", it.account, it.from, it.to); },
          [](const ChangeAccount& it) { return changed(it); },
          [](const AddMember& it) { return added(it); },
          [](const ChangeMember& it) { return changed(it); },
          [](const RemoveMember& it) { return fmt::format("account {}: remove user {}", it.member.account, it.member.user); },
          [](const DeleteAccount& it) { return fmt::format("delete account {}", it.account); },
      },
      action);
}

bool takes_away(const SlurmAction& action) {
  return std::holds_alternative<RemoveMember>(action) || std::holds_alternative<DeleteAccount>(action);
}

}  // namespace tollgate::reconcile
