// A QuotaStore that fails on purpose in front of one that does not: what is planned first, then by chance.

#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <utility>

#include "app/ports/quota_store.h"

namespace tollgate::fakes {

enum class Fault {
  kNone,
  kConflict,     // not stored, and said to be somebody else's fault
  kUnavailable,  // not stored, not read
  kLostRequest,  // not stored, and nobody knows
  kLostReply,    // stored, and nobody knows
  kGone,
  kRejected,
};

class FaultyQuotaStore final : public QuotaStore {
 public:
  explicit FaultyQuotaStore(QuotaStore& inner) : inner_{inner} {}

  // What the next calls of replace(), or of read_live(), meet; after these, chance.
  void next_swaps(std::deque<Fault> faults) {
    const std::lock_guard lock{mutex_};
    swaps_ = std::move(faults);
  }
  void next_reads(std::deque<Fault> faults) {
    const std::lock_guard lock{mutex_};
    reads_ = std::move(faults);
  }
  // One call in `one_in` fails, in a way that can be tried again.
  void fail_by_chance(unsigned one_in, std::uint64_t seed) {
    const std::lock_guard lock{mutex_};
    one_in_ = one_in;
    random_.seed(seed);
  }
  // From now on cached() shows what it shows now: a watch that has fallen behind.
  void let_cache_go_stale(std::string_view root) {
    const std::lock_guard lock{mutex_};
    stale_ = inner_.cached(root);
  }
  // Calls hang until release().
  void hang() {
    const std::lock_guard lock{mutex_};
    hanging_ = true;
  }
  void release() {
    const std::lock_guard lock{mutex_};
    hanging_ = false;
    released_.notify_all();
  }

  [[nodiscard]] int swaps() const { return swap_count_; }
  [[nodiscard]] int reads() const { return read_count_; }

  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override {
    const std::lock_guard lock{mutex_};
    return stale_ ? stale_ : inner_.cached(root);
  }

  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override {
    ++read_count_;
    const Fault fault = meet(reads_);
    if (fault != Fault::kNone) return error_of(fault);
    return inner_.read_live(root, deadline);
  }

  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override {
    ++swap_count_;
    const Fault fault = meet(swaps_);
    if (fault == Fault::kNone) return inner_.replace(ledger, deadline);
    if (fault == Fault::kLostReply) (void)inner_.replace(ledger, deadline).ok();
    return error_of(fault);
  }

 private:
  Fault meet(std::deque<Fault>& planned) {
    std::unique_lock lock{mutex_};
    released_.wait(lock, [this] { return !hanging_; });
    if (!planned.empty()) {
      const Fault next = planned.front();
      planned.pop_front();
      return next;
    }
    if (one_in_ == 0 || random_() % one_in_ != 0) return Fault::kNone;
    constexpr std::array kByChance{Fault::kConflict, Fault::kUnavailable, Fault::kLostRequest, Fault::kLostReply};
    return kByChance[random_() % kByChance.size()];
  }

  static Error error_of(Fault fault) {
    switch (fault) {
      case Fault::kConflict: return {ErrorCode::kConflict, "somebody else was faster"};
      case Fault::kUnavailable: return {ErrorCode::kUnavailable, "nobody answers"};
      case Fault::kGone: return {ErrorCode::kNotFound, "there is no such ledger"};
      case Fault::kRejected: return {ErrorCode::kForbidden, "not allowed"};
      case Fault::kNone:
      case Fault::kLostRequest:
      case Fault::kLostReply: break;
    }
    return {ErrorCode::kOutcomeUnknown, "the connection broke"};
  }

  QuotaStore& inner_;
  mutable std::mutex mutex_;
  std::condition_variable released_;
  bool hanging_ = false;
  std::deque<Fault> swaps_;
  std::deque<Fault> reads_;
  unsigned one_in_ = 0;
  std::mt19937_64 random_;
  std::shared_ptr<const quota::Ledger> stale_;
  std::atomic<int> swap_count_{0};
  std::atomic<int> read_count_{0};
};

}  // namespace tollgate::fakes
