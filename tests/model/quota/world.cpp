#include "tests/model/quota/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace tollgate::model_test {
namespace {

constexpr std::size_t kShown = 40;  // versions that a watch may still be at

}  // namespace

World::World(Chance& chance, const Settings& settings, Counts& counts) : chance_{chance}, settings_{settings}, counts_{counts} {
  create_ledger();
}

Result<quota::Ledger> World::read() const {
  if (ledger_ == nullptr) return Error{ErrorCode::kNotFound, "there is no ledger"};
  return *ledger_;
}

Result<std::string> World::swap(const quota::Ledger& ledger, Writer writer) {
  if (ledger_ == nullptr) return Error{ErrorCode::kNotFound, "there is no ledger"};
  if (ledger_->version != ledger.version) {
    ++counts_.conflicts;
    return Error{ErrorCode::kConflict, "the ledger has changed"};
  }
  overwrite(ledger, writer);
  return ledger_->version;
}

void World::overwrite(const quota::Ledger& ledger, Writer writer) {
  if (ledger_ == nullptr) return;
  ++counts_.swaps;
  quota::Ledger next = *ledger_;
  next.status = ledger.status;
  store(std::move(next), writer);
}

void World::change_spec(const std::function<void(quota::LedgerSpec&)>& change) {
  change(policy_);
  if (ledger_ == nullptr || deleting_) return;
  quota::Ledger next = *ledger_;
  next.spec = policy_;
  store(std::move(next), Writer::kLeader);
}

void World::force_ledger_away() {
  if (ledger_ == nullptr) return;
  trace("the ledger is gone, finalizer or not");
  ledger_ = nullptr;
  deleting_ = false;
  ++changes_;
}

void World::delete_ledger() {
  if (ledger_ == nullptr || deleting_) return;
  trace("the ledger is deleted");
  deleting_ = true;
  quota::Ledger next = *ledger_;
  next.spec.frozen = true;
  store(std::move(next), Writer::kLeader);
}

bool World::finish_deletion(const std::string& version) {
  if (ledger_ == nullptr || !deleting_ || ledger_->version != version) return false;
  trace("the ledger is gone");
  ledger_ = nullptr;
  deleting_ = false;
  ++changes_;
  return true;
}

void World::create_ledger() {
  if (ledger_ != nullptr) return;
  trace("a new ledger");
  quota::Ledger next;
  next.root = "org";
  next.uid = std::to_string(version_);
  next.spec = policy_;
  store(std::move(next), Writer::kLeader);
}

void World::store(quota::Ledger ledger, Writer writer) {
  ledger.version = std::to_string(++version_);
  for (const quota::Reservation& reservation : ledger.status.reservations) {
    pods_[uids_.at(reservation.charge.uid)].stored = true;
  }
  if (writer == Writer::kLeader && ledger_ != nullptr) count_expiries(ledger.status);
  if (settings_.trace) {
    trace(fmt::format("{} stores {}: epoch {}, snapshot {}, {} cells, {} reservations",
                      writer == Writer::kLeader ? "leader" : "replica", ledger.version, ledger.status.epoch,
                      ledger.status.snapshot, ledger.status.cells.size(), ledger.status.reservations.size()));
  }
  ledger_ = std::make_shared<const quota::Ledger>(std::move(ledger));
  shown_.push_back(ledger_);
  if (shown_.size() > kShown) shown_.pop_front();
  ++changes_;
}

void World::count_expiries(const quota::LedgerStatus& next) {
  for (const quota::Reservation& before : ledger_->status.reservations) {
    const bool is_there = std::ranges::any_of(next.reservations,
                                              [&](const quota::Reservation& now) { return now.charge.uid == before.charge.uid; });
    if (!is_there && pods_[uids_.at(before.charge.uid)].created == 0) ++counts_.expiries;
  }
}

PodId World::ask(Holding holding, std::optional<std::string> name) {
  const PodId id = pods_.size();
  Pod pod{.holding = holding, .generated_name = !name, .started = now_};
  pod.deadline = now_ + std::chrono::seconds{chance_.between(1, 20)};
  pod.charge = {.uid = fmt::format("u{}", id),
                .name = name ? "ns/" + *name : fmt::format("ns/job-{}", chance_.below(40)),
                .owner = fmt::format("{:08x}", chance_.below(3)),
                .cells = cells_of(holding)};
  uids_.emplace(pod.charge.uid, id);
  pods_.push_back(std::move(pod));
  active_.push_back(id);
  ++counts_.creates;
  if (settings_.trace) trace(fmt::format("u{} asked as {}", id, pods_.back().charge.name));
  return id;
}

// A generated name was taken: the API server makes up another, and asks again within the same request.
PodId World::ask_again(PodId under_another_name) {
  const Pod before = pods_[under_another_name];
  const PodId id = ask(before.holding, std::nullopt);
  pods_[id].started = before.started;
  return id;
}

void World::tell(PodId id, bool allowed) {
  Pod& pod = pods_[id];
  if (pod.state != Pod::State::kAsked) return;
  if (allowed && !pod.stored) report(fmt::format("granted without a promise: {}", pod.charge.uid));
  if (settings_.trace) trace(fmt::format("{} is {}", pod.charge.uid, allowed ? "allowed" : "refused"));
  pod.state = allowed ? Pod::State::kAllowed : Pod::State::kRefused;
  ++changes_;
}

void World::create(PodId id) {
  Pod& pod = pods_[id];
  if (names_.contains(pod.charge.name)) {
    ++counts_.names_taken;
    pod.state = Pod::State::kRefused;
    ++changes_;
    return;
  }
  pod.state = Pod::State::kLive;
  names_.emplace(pod.charge.name, id);
  happened(id, false, false);
  pod.created = version_;
  ++counts_.pods;
}

void World::refuse_elsewhere(PodId id) {
  Pod& pod = pods_[id];
  if (pod.state == Pod::State::kAllowed) ++counts_.refused_elsewhere;
  pod.state = Pod::State::kRefused;
  if (settings_.trace) trace(fmt::format("{} does not come", pods_[id].charge.uid));
  ++changes_;
}

void World::end(PodId id) {
  pods_[id].state = Pod::State::kEnded;
  happened(id, false, true);
  pods_[id].ended = version_;
}

void World::remove(PodId id) {
  Pod& pod = pods_[id];
  const bool was_live = pod.state == Pod::State::kLive;
  pod.state = Pod::State::kGone;
  names_.erase(pod.charge.name);
  happened(id, true, true);
  if (was_live) pod.ended = version_;
}

void World::happened(PodId id, bool removed, bool ended) {
  events_.push_back({++version_, id, removed, ended});
  ++changes_;
  if (settings_.trace)
    trace(fmt::format("{} {} at {}", pods_[id].charge.uid, removed ? "goes" : ended ? "ends" : "lives", version_));
}

bool World::exists(const std::string& name, const std::string& uid) const {
  const auto taken = names_.find(name);
  return taken != names_.end() && pods_[taken->second].charge.uid == uid;
}

bool World::can_still_come(const Pod& pod) const {
  return (pod.state == Pod::State::kAsked || pod.state == Pod::State::kAllowed) && now_ <= pod.started + settings_.create_bound;
}

void World::forget_what_is_over() {
  for (const PodId id : active_) {
    Pod& pod = pods_[id];
    const bool is_over = (pod.state == Pod::State::kAsked || pod.state == Pod::State::kAllowed) && !can_still_come(pod);
    if (is_over) refuse_elsewhere(id);
  }
  std::erase_if(active_,
                [&](PodId id) { return pods_[id].state == Pod::State::kRefused || pods_[id].state == Pod::State::kGone; });
}

void World::report(std::string problem) {
  if (!problem_.empty()) return;
  trace("PROBLEM " + problem);
  problem_ = std::move(problem);
}

void World::trace(const std::string& text) const {
  if (settings_.trace) std::printf("  %9.3f s  %s\n", std::chrono::duration<double>(now_).count(), text.c_str());
}

}  // namespace tollgate::model_test
