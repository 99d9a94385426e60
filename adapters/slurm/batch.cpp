#include "adapters/slurm/batch.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tollgate::slurm {

using namespace reconcile;

namespace {

// slurmdbd needs 0.2 s for each association of a request, and the request has its deadline.
constexpr std::size_t kAssociationsAtOnce = 100;
constexpr std::size_t kRecordsAtOnce = 1000;

bool ends_the_batch(ErrorCode code) { return code == ErrorCode::kUnavailable || code == ErrorCode::kForbidden; }

}  // namespace

std::vector<Result<void>> Batch::run() && {
  qos();
  create_accounts();
  change_accounts();
  add_new_users();
  add_known_users();
  limit_members();
  remove_members();
  delete_accounts();

  const Result<void> never_tried = stopped_ ? Result<void>{*stopped_} : Error{ErrorCode::kInternal, "an action was passed over"};
  std::vector<Result<void>> results;
  results.reserve(outcomes_.size());
  for (const auto& outcome : outcomes_) results.push_back(outcome ? *outcome : never_tried);
  return results;
}

template <class Action>
std::vector<Batch::Item<Action>> Batch::open() const {
  std::vector<Item<Action>> items;
  for (std::size_t i = 0; i < actions_.size() && !stopped_; ++i)
    if (const auto* action = std::get_if<Action>(&actions_[i]); action != nullptr && !failed(i)) items.push_back({i, action});
  return items;
}

// A request is one transaction. When it fails, halves are tried, so that one bad item does not keep out the others.
template <class Action, class MakePost>
void Batch::post(std::span<const Item<Action>> items, std::size_t at_once, const MakePost& make) {
  for (; items.size() > at_once; items = items.subspan(at_once)) post(items.first(at_once), at_once, make);
  if (items.empty() || !goes_on()) return;

  const Result<void> done = rest_.post(make(items));
  if (done) return;
  const bool halve = items.size() > 1 && !ends_the_batch(done.error().code) && done.error().code != ErrorCode::kOutcomeUnknown;
  if (halve) {
    post(items.first(items.size() / 2), at_once, make);
    return post(items.subspan(items.size() / 2), at_once, make);
  }
  for (const Item<Action>& item : items) fail(item.index, done.error());
}

bool Batch::goes_on() {
  if (!stopped_ && tools_.stopping()) stopped_ = Error{ErrorCode::kUnavailable, "the program ends"};
  return !stopped_;
}

void Batch::fail(std::size_t index, const Error& error) {
  outcomes_[index] = error;
  if (ends_the_batch(error.code)) stopped_ = error;
}

void Batch::finish(std::size_t index) {
  if (!outcomes_[index] && !stopped_) outcomes_[index] = Result<void>{};
}

void Batch::change(const std::vector<std::size_t>& indexes, const Arguments& arguments, Nothing nothing) {
  if (!goes_on()) return;
  Result<void> done = tools_.sacctmgr(arguments);
  if (!done && done.error().code == ErrorCode::kNotFound && nothing == Nothing::kIsSuccess) done = {};
  for (const std::size_t index : indexes)
    if (!done) fail(index, done.error());
}

void Batch::qos() {
  const auto missing = open<CreateQos>();
  post<CreateQos>(missing, kRecordsAtOnce, [](std::span<const Item<CreateQos>> items) {
    std::vector<const CreateQos*> list;
    for (const auto& item : items) list.push_back(item.action);
    return post_qos(list);
  });
  for (const auto& item : missing) finish(item.index);
  for (const auto& [index, action] : open<ChangeQos>()) {
    change({index}, {"modify", "qos", "where", "name=" + action->name, "set", "Priority=" + std::to_string(action->to)});
    finish(index);
  }
}

void Batch::create_accounts() {
  const auto list_of = [](std::span<const Item<CreateAccount>> items) {
    std::vector<const CreateAccount*> list;
    for (const auto& item : items) list.push_back(item.action);
    return list;
  };
  auto without_record = open<CreateAccount>();
  // Posting a record again would replace its description.
  std::erase_if(without_record, [this](const auto& item) { return seen_.account_records.contains(item.action->account.name); });
  post<CreateAccount>(without_record, kRecordsAtOnce, [&](auto items) { return post_account_records(list_of(items)); });

  const auto accounts = open<CreateAccount>();
  post<CreateAccount>(accounts, kAssociationsAtOnce,
                      [&](auto items) { return post_account_associations(seen_.facts.cluster, list_of(items)); });
  for (const auto& item : accounts) finish(item.index);
}

void Batch::change_accounts() {
  for (const auto& [index, action] : open<MoveAccount>()) {
    change({index}, modify_accounts(seen_.facts.cluster, {action->account}, {"Parent=" + action->to}));
    finish(index);
  }
  std::map<Arguments, std::vector<Item<ChangeAccount>>> alike;
  for (const auto& item : open<ChangeAccount>()) alike[account_settings(item.action->to)].push_back(item);
  for (const auto& [settings, items] : alike) {
    std::set<std::string> names;
    std::vector<std::size_t> indexes;
    for (const auto& item : items) {
      names.insert(item.action->account);
      indexes.push_back(item.index);
    }
    change(indexes, modify_accounts(seen_.facts.cluster, names, settings));
    for (const std::size_t index : indexes) finish(index);
  }
}

// Posting a user that exists would reset what else it is, an operator for instance: only new ones come by REST.
void Batch::add_new_users() {
  auto items = open<AddMember>();
  std::erase_if(items, [this](const auto& item) { return seen_.user_default_account.contains(item.action->member.user); });
  // Together what belongs to one user: a second post would replace the first.
  std::ranges::stable_sort(items, {}, [](const auto& item) { return item.action->member.user; });
  post<AddMember>(items, kRecordsAtOnce, [this](std::span<const Item<AddMember>> some) {
    std::vector<const Membership*> list;
    for (const auto& item : some) list.push_back(&item.action->member);
    return post_users(seen_.facts.cluster, list);
  });
}

void Batch::add_known_users() {
  std::map<std::pair<std::string, Limit>, std::vector<Item<AddMember>>> alike;
  for (const auto& item : open<AddMember>())
    if (seen_.user_default_account.contains(item.action->member.user))
      alike[{item.action->member.account, item.action->gpus}].push_back(item);
  for (const auto& [what, items] : alike) {
    std::set<std::string> users;
    std::vector<std::size_t> indexes;
    for (const auto& item : items) {
      users.insert(item.action->member.user);
      indexes.push_back(item.index);
    }
    change(indexes, add_members(seen_.facts.cluster, what.first, users, what.second), Nothing::kIsSuccess);
    for (const std::size_t index : indexes) finish(index);
  }
}

// The limits of new users' associations, which REST could only set one by one, and the changed ones of others.
void Batch::limit_members() {
  std::map<Limit, IndexOf> alike;
  std::set<Membership> existing;
  for (const auto& [member, gpus] : seen_.members) existing.insert(member);
  for (const auto& [index, action] : open<AddMember>()) {
    existing.insert(action->member);
    if (outcomes_[index]) continue;
    if (action->gpus)
      alike[action->gpus].emplace(action->member, index);
    else
      finish(index);
  }
  for (const auto& [index, action] : open<ChangeMember>()) alike[action->to].emplace(action->member, index);
  for (const auto& [gpus, index_of] : alike) limit_alike(gpus, index_of, existing);
}

void Batch::limit_alike(const Limit& gpus, const IndexOf& index_of, const std::set<Membership>& existing) {
  std::set<Membership> members;
  for (const auto& [member, index] : index_of) members.insert(member);
  for (const Block& block : closed_blocks(members, existing)) {
    std::vector<std::size_t> indexes;
    for (const auto& [account, users] : block.users)
      for (const std::string& user : users) indexes.push_back(index_of.at({account, user}));
    change(indexes, slurm::limit_members(seen_.facts.cluster, block, gpus));
    for (const std::size_t index : indexes) finish(index);
  }
}

std::string Batch::other_account_of(const Membership& leaving) const {
  std::set<Membership> staying;
  for (const auto& [member, gpus] : seen_.members) staying.insert(member);
  for (const auto& item : open<AddMember>()) staying.insert(item.action->member);
  for (const auto& item : open<RemoveMember>()) staying.erase(item.action->member);
  for (const auto& item : open<DeleteAccount>())
    std::erase_if(staying, [&](const Membership& m) { return m.account == item.action->account; });
  const auto found = std::ranges::find_if(staying, [&](const Membership& m) { return m.user == leaving.user && m != leaving; });
  return found == staying.end() ? std::string{} : found->account;
}

// Before its default account's association goes, a user that stays elsewhere gets another default: Slurm keeps the old name.
void Batch::move_default(std::size_t index, const Membership& leaving) {
  const auto known = seen_.user_default_account.find(leaving.user);
  if (known == seen_.user_default_account.end() || known->second != leaving.account) return;
  const std::string other = other_account_of(leaving);
  if (other.empty()) return;
  change({index},
         {"modify", "user", "where", "name=" + leaving.user, "cluster=" + seen_.facts.cluster, "set", "DefaultAccount=" + other});
}

void Batch::remove_members() {
  for (const auto& [index, action] : open<RemoveMember>()) {
    const auto& [account, user] = action->member;
    move_default(index, action->member);
    if (!failed(index))
      change({index}, {"delete", "user", "name=" + user, "account=" + account, "cluster=" + seen_.facts.cluster},
             Nothing::kIsSuccess);
    finish(index);
  }
}

// One by one: a list is refused whole for the sake of one user's default account.
void Batch::delete_accounts() {
  for (const auto& [index, action] : open<DeleteAccount>()) {
    for (const auto& [member, gpus] : seen_.members)
      if (member.account == action->account) move_default(index, member);
    if (!failed(index))
      change({index}, {"delete", "account", "name=" + action->account, "cluster=" + seen_.facts.cluster}, Nothing::kIsSuccess);
    finish(index);
  }
}

}  // namespace tollgate::slurm
