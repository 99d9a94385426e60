#include "app/admission/claim_pods.h"

#include <algorithm>
#include <utility>

namespace tollgate::admission {
namespace {

using Pod = Result<const model::Pod*>;

constexpr std::chrono::milliseconds kLongestLook{2000};

Pod unable(const char* why) { return Error{ErrorCode::kUnavailable, why}; }

}  // namespace

ClaimPods::ClaimPods(PodLookup* pods, const Clock& clock)
    : pods_{pods}, clock_{clock}, thread_{[this](const std::stop_token& stop) { work(stop); }} {}

ClaimPods::~ClaimPods() {
  thread_.request_stop();
  thread_.join();
  for (const Asked& asked : waiting_) asked.done(unable("this replica is shutting down"));
}

void ClaimPods::look(std::string name, std::chrono::nanoseconds deadline, Done done) {
  if (pods_ == nullptr) return done(unable("there is no cluster to look at"));
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() < kMostWaiting) {
      waiting_.push_back({std::move(name), deadline, std::exchange(done, nullptr)});
      changed_.notify_one();
    }
  }
  if (done) done(unable("too many claims at once"));
}

void ClaimPods::work(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (changed_.wait(lock, stop, [&] { return !waiting_.empty(); }) && !stop.stop_requested()) {
    const Asked asked = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    answer(asked);
    lock.lock();
  }
}

void ClaimPods::answer(const Asked& asked) const {
  const auto left = std::chrono::floor<std::chrono::milliseconds>(asked.deadline - clock_.monotonic());
  if (left <= std::chrono::milliseconds{0}) return asked.done(unable("others were looked at first"));
  bool answered = false;
  const Result<bool> found = pods_->look(asked.name, std::min(left, kLongestLook), [&](const model::Pod& pod) {
    answered = true;
    asked.done(Pod{&pod});
  });
  if (answered) return;
  if (!found.ok()) return asked.done(found.error());
  asked.done(Pod{nullptr});
}

}  // namespace tollgate::admission
