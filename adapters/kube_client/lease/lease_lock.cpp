#include "adapters/kube_client/lease/lease_lock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <thread>
#include <utility>

#include "adapters/kube_client/nap.h"

namespace tollgate::kube_client {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

std::string collection(const std::string& namespace_name) {
  return "/apis/coordination.k8s.io/v1/namespaces/" + namespace_name + "/leases";
}

}  // namespace

LeaseLock::LeaseLock(Api& api, const Clock& clock, Log& log, Settings settings)
    : api_{api}, clock_{clock}, log_{log}, settings_{std::move(settings)}, random_{settings_.seed}, held_until_{kNever} {}

bool LeaseLock::is_leading() const { return clock_.monotonic().count() < held_until_; }

void LeaseLock::lead(std::stop_token stop, const Work& work) {
  while (campaign(stop)) {
    log_.info("became the leader", {{"identity", settings_.identity}});
    serve_term(stop, work);
    log_.info("no longer the leader", {{"identity", settings_.identity}});
    nap(settings_.retry_period, stop);
  }
}

// True when won, false when stopped.
bool LeaseLock::campaign(const std::stop_token& stop) {
  bool said = false;
  while (!stop.stop_requested()) {
    const Result<bool> holds = try_to_hold(stop);
    if (holds && *holds) return true;
    if (!holds && !stop.stop_requested() && !std::exchange(said, true)) {
      log_.warning("the leader's lease cannot be reached", {{"error", holds.error().message}});
    }
    // Up to a fifth more, so that replicas do not try in step.
    std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter{0, settings_.retry_period.count() / 5};
    nap(settings_.retry_period + std::chrono::milliseconds{jitter(random_)}, stop);
  }
  return false;
}

void LeaseLock::serve_term(const std::stop_token& stop, const Work& work) {
  std::stop_source term;
  std::stop_source renewing;
  const std::stop_callback ends{stop, [&] { renewing.request_stop(); }};
  std::jthread worker{[&] {
    work(term.get_token());
    renewing.request_stop();
  }};
  renew_until_lost(renewing.get_token());
  term.request_stop();
  worker.join();
  give_up();
}

// Returns when stopped, when the record names another holder, or when renewing has failed for too long.
void LeaseLock::renew_until_lost(const std::stop_token& stop) {
  while (nap(std::min(settings_.retry_period, time_left()), stop)) {
    const Result<bool> holds = try_to_hold(stop);
    if (holds && !*holds) {
      held_until_ = kNever;
      return log_.warning("the leader's lease was taken", {{"by", observed_->record.holder}});
    }
    if (!holds && !is_leading())
      return log_.warning("the leader's lease could not be renewed", {{"error", holds.error().message}});
  }
}

void LeaseLock::give_up() {
  const bool still_mine = is_leading() && observed_->record.holder == settings_.identity;
  held_until_ = kNever;
  if (!still_mine) return;
  Result<void> given = write(nobodys(), {});
  if (!given && given.error().code == ErrorCode::kConflict) given = give_up_unseen_renewal();
  // Without an answer the others wait until it runs out, as after a crash.
  if (!given) log_.warning("the leader's lease could not be given up", {{"error", given.error().message}});
}

// The last renewal was stored although its answer was not awaited.
Result<void> LeaseLock::give_up_unseen_renewal() {
  const std::string got = TRY(api_.get(path(), patience({})));
  observe(TRY(decode_lease(got)), clock_.monotonic());
  if (observed_->record.holder != settings_.identity) return {};
  return write(nobodys(), {});
}

LeaseRecord LeaseLock::nobodys() const {
  LeaseRecord record = observed_->record;
  record.holder.clear();
  record.duration_seconds = 1;
  return record;
}

// Whether the lease is ours now. An error says that this cannot be known.
Result<bool> LeaseLock::try_to_hold(const std::stop_token& stop) {
  if (is_leading() && write(mine(), stop)) return true;  // nobody can have changed it; no need to look first
  const Result<std::string> got = api_.get(path(), patience(stop));
  if (!got && got.error().code != ErrorCode::kNotFound) return got.error();
  if (got) {
    observe(TRY(decode_lease(*got)), clock_.monotonic());
    if (!may_take(clock_.monotonic())) return false;
  } else {
    observed_.reset();
  }
  const Result<void> written = write(mine(), stop);
  if (written) return true;
  if (written.error().code == ErrorCode::kConflict || written.error().code == ErrorCode::kExists) return false;
  return written.error();
}

bool LeaseLock::may_take(Monotonic now) const {
  const LeaseRecord& record = observed_->record;
  if (record.holder.empty() || record.holder == settings_.identity) return true;
  return now >= observed_at_ + std::chrono::seconds{record.duration_seconds};
}

void LeaseLock::observe(const Lease& lease, Monotonic now) {
  if (!observed_ || observed_->record != lease.record) observed_at_ = now;
  observed_ = lease;
}

LeaseRecord LeaseLock::mine() const {
  const std::string now = micro_time(clock_.now());
  LeaseRecord record = observed_ ? observed_->record : LeaseRecord{};
  if (record.holder != settings_.identity) {
    record.acquire_time = now;
    if (observed_) ++record.transitions;
  }
  record.holder = settings_.identity;
  record.duration_seconds = settings_.lease_duration.count();
  record.renew_time = now;
  return record;
}

// Creates the lease when none was observed, else swaps it against the observed version.
Result<void> LeaseLock::write(LeaseRecord record, const std::stop_token& stop) {
  const bool is_mine = record.holder == settings_.identity;
  Lease next{.record = std::move(record), .resource_version = observed_ ? observed_->resource_version : std::string{}};
  std::string json = encode_lease(next, settings_.namespace_name, settings_.name);
  const Monotonic sent_at = clock_.monotonic();
  const std::string stored = observed_ ? TRY(api_.replace(path(), std::move(json), patience(stop)))
                                       : TRY(api_.create(collection(settings_.namespace_name), std::move(json), patience(stop)));
  observe(TRY(decode_lease(stored)), clock_.monotonic());
  // Others count from when they see it, which is later than when it was sent.
  if (is_mine) held_until_ = (sent_at + settings_.renew_deadline).count();
  return {};
}

std::string LeaseLock::path() const { return collection(settings_.namespace_name) + "/" + settings_.name; }

// Of the term; none when not leading.
std::chrono::milliseconds LeaseLock::time_left() const {
  if (!is_leading()) return std::chrono::milliseconds::zero();
  return std::chrono::ceil<std::chrono::milliseconds>(Monotonic{held_until_} - clock_.monotonic());
}

// One try neither eats up the time in which another could still save the term, nor outlasts the term.
Patience LeaseLock::patience(const std::stop_token& stop) const {
  const std::chrono::milliseconds half = settings_.renew_deadline / 2;
  return {.at_most = is_leading() ? std::min(half, time_left()) : half, .stop = stop};
}

std::string LeaseLock::new_identity() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '\0';
  return fmt::format("{}_{:016x}", host.data(), random_seed());
}

}  // namespace tollgate::kube_client
