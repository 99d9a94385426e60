// Quota ledgers as an API server keeps them, in memory: LedgerObjects for their limits and QuotaStore for their status, over
// one state. Single writes of limits can be made to fail.

#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/ledger_objects.h"
#include "app/ports/quota_store.h"

namespace tollgate::fakes {

class MemoryLedgers final : public LedgerObjects, public QuotaStore {
 public:
  // Behind everybody's back: by hand, or by another Tollgate.
  void edit(const std::string& root, const std::function<void(reconcile::ObservedLedger&)>& change) {
    const std::lock_guard lock{mutex_};
    reconcile::ObservedLedger& object = objects_.at(root);
    const quota::LedgerSpec before = object.ledger.spec;
    change(object);
    if (object.ledger.spec != before) ++object.ledger.generation;
    touch(object);
  }
  // kubectl delete: it is gone when nothing holds it.
  void remove_by_hand(const std::string& root) {
    const std::lock_guard lock{mutex_};
    reconcile::ObservedLedger& object = objects_.at(root);
    object.deleting = true;
    ++object.ledger.generation;
    touch(object);
    if (!object.held) objects_.erase(root);
  }
  // … and its finalizer is taken off.
  void force_remove(const std::string& root) {
    const std::lock_guard lock{mutex_};
    objects_.erase(root);
  }
  void fail_next_write(Error error) { failing_ = std::move(error); }

  [[nodiscard]] bool has(const std::string& root) const {
    const std::lock_guard lock{mutex_};
    return objects_.contains(root);
  }
  [[nodiscard]] quota::Ledger at(const std::string& root) const {
    const std::lock_guard lock{mutex_};
    return objects_.at(root).ledger;
  }
  [[nodiscard]] int writes() const { return writes_; }

  Result<std::vector<reconcile::ObservedLedger>> list() override {
    const std::lock_guard lock{mutex_};
    std::vector<reconcile::ObservedLedger> all;
    all.reserve(objects_.size());
    for (const auto& [root, object] : objects_) all.push_back(object);
    return all;
  }

  Result<void> create(const std::string& root, const quota::LedgerSpec& spec) override {
    const std::lock_guard lock{mutex_};
    if (auto error = std::exchange(failing_, std::nullopt)) return *error;
    if (objects_.contains(root)) return Error{ErrorCode::kExists, "there is a ledger " + root};
    reconcile::ObservedLedger& object = objects_[root];
    object.ledger.root = root;
    object.ledger.spec = spec;
    object.ledger.generation = 1;
    object.ledger.uid = "uid-" + std::to_string(++versions_);
    touch(object);
    ++writes_;
    return {};
  }

  Result<void> write_spec(const reconcile::ObservedLedger& seen, const quota::LedgerSpec& spec) override {
    const std::lock_guard lock{mutex_};
    reconcile::ObservedLedger* const object = TRY(as_seen(seen, lets_grant_again(seen, spec)));
    if (object->ledger.spec != spec) ++object->ledger.generation;
    object->ledger.spec = spec;
    object->held = object->held || !object->deleting;
    touch(*object);
    ++writes_;
    return {};
  }

  Result<void> remove(const reconcile::ObservedLedger& seen) override {
    const std::lock_guard lock{mutex_};
    TRY(as_seen(seen, true));
    objects_.erase(seen.ledger.root);
    ++writes_;
    return {};
  }

  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override {
    const std::lock_guard lock{mutex_};
    const auto found = objects_.find(root);
    return found == objects_.end() ? nullptr : std::make_shared<const quota::Ledger>(found->second.ledger);
  }

  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds) override {
    const std::lock_guard lock{mutex_};
    const auto found = objects_.find(root);
    if (found == objects_.end()) return none(root);
    return found->second.ledger;
  }

  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds) override {
    const std::lock_guard lock{mutex_};
    const auto found = objects_.find(ledger.root);
    if (found == objects_.end()) return none(ledger.root);
    if (found->second.ledger.version != ledger.version) return Error{ErrorCode::kConflict, ledger.root + " has changed"};
    found->second.ledger.status = ledger.status;
    touch(found->second);
    ++status_writes_;
    return found->second.ledger.version;
  }
  [[nodiscard]] int status_writes() const { return status_writes_; }

 private:
  static Error none(std::string_view root) { return {ErrorCode::kNotFound, "there is no ledger " + std::string{root}}; }

  // In all, or in its limits.
  Result<reconcile::ObservedLedger*> as_seen(const reconcile::ObservedLedger& seen, bool in_all) {
    if (auto error = std::exchange(failing_, std::nullopt)) return *error;
    const auto found = objects_.find(seen.ledger.root);
    if (found == objects_.end()) return none(seen.ledger.root);
    const quota::Ledger& now = found->second.ledger;
    const bool is_same = in_all ? now.version == seen.ledger.version : now.generation == seen.ledger.generation;
    if (!is_same || now.uid != seen.ledger.uid) return Error{ErrorCode::kConflict, seen.ledger.root + " has changed"};
    return &found->second;
  }
  void touch(reconcile::ObservedLedger& object) { object.ledger.version = std::to_string(++versions_); }

  mutable std::mutex mutex_;
  std::map<std::string, reconcile::ObservedLedger, std::less<>> objects_;
  std::optional<Error> failing_;
  int versions_ = 0;
  int writes_ = 0;
  int status_writes_ = 0;
};

}  // namespace tollgate::fakes
