#include "app/admission/quota_batcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "app/admission/quota_turn.h"

namespace tollgate::admission {
namespace {

using std::chrono::nanoseconds;

struct Ticket;
using Open = std::multimap<nanoseconds, std::shared_ptr<Ticket>>;  // by deadline
using Tickets = std::vector<std::shared_ptr<Ticket>>;

struct Root {
  explicit Root(std::string root_name) : name{std::move(root_name)} {}

  const std::string name;
  std::deque<std::shared_ptr<Ticket>> waiting;
  bool scheduled = false;  // ready, or in a worker's hands
  Basis basis = Basis::kCached;
  int failures = 0;  // in a row
  nanoseconds not_before{0};
  std::string trouble;  // of the last turn
};

struct Ticket {
  const Root* root = nullptr;
  quota::Waiter waiter;
  QuotaBatcher::Done done;  // empty: answered
  Open::iterator place;
};

struct Due {
  QuotaBatcher::Done done;
  quota::Answer answer;
};

quota::Answer unable(std::string reason) { return {.outcome = quota::Outcome::kUnable, .reason = std::move(reason)}; }

quota::Answer late_answer(const Root& root) {
  if (root.trouble.empty()) return unable(fmt::format("the quota ledger of {} is busy", root.name));
  return unable(fmt::format("the quota ledger of {} could not be changed in time: {}", root.name, root.trouble));
}

}  // namespace

class QuotaBatcher::Impl {
 public:
  Impl(QuotaStore& store, const Clock& clock, Settings settings)
      : store_{store}, clock_{clock}, settings_{settings}, random_{settings.seed} {
    for (int i = 0; i < settings_.workers; ++i) threads_.emplace_back([this] { work(); });
    threads_.emplace_back([this] { watch_deadlines(); });
  }

  ~Impl() {
    std::vector<Due> due;
    {
      const std::lock_guard lock{mutex_};
      closing_ = true;
      while (!open_.empty()) due.push_back({close(open_.begin()->second), unable("this replica is shutting down")});
    }
    work_.notify_all();
    deadlines_.notify_all();
    answer(std::move(due));
  }

  void submit(const std::string& name, quota::Waiter waiter, nanoseconds deadline, Done done) {
    auto ticket = std::make_shared<Ticket>(Ticket{nullptr, std::move(waiter), std::move(done), {}});
    const std::lock_guard lock{mutex_};
    Root& root = roots_.try_emplace(name, name).first->second;
    ticket->root = &root;
    ticket->place = open_.emplace(deadline, ticket);
    if (ticket->place == open_.begin()) deadlines_.notify_one();
    root.waiting.push_back(std::move(ticket));
    schedule(root);
  }

  Counts counts() const {
    const std::lock_guard lock{mutex_};
    return counts_;
  }

 private:
  // A worker: one turn of one root after the other.
  void work() {
    std::unique_lock lock{mutex_};
    while (Root* root = next_root(lock)) {
      const Tickets tickets = take_waiting(*root);
      const Basis basis = root->basis;
      lock.unlock();
      Turn turn = turn_of(*root, basis, tickets);
      lock.lock();
      count(turn);
      std::vector<Due> due = settle(*root, tickets, turn);
      lock.unlock();
      answer(std::move(due));
      lock.lock();
    }
  }

  // Waits for a root that is ready; null at the end.
  Root* next_root(std::unique_lock<std::mutex>& lock) {
    while (!closing_) {
      const nanoseconds now = clock_.monotonic();
      const auto first = std::ranges::min_element(ready_, {}, [&](const Root* root) { return std::max(root->not_before, now); });
      if (first == ready_.end()) {
        work_.wait(lock);
      } else if ((*first)->not_before > now) {
        work_.wait_for(lock, (*first)->not_before - now);
      } else {
        Root* root = *first;
        ready_.erase(first);
        return root;
      }
    }
    return nullptr;
  }

  // Those who still wait for an answer.
  static Tickets take_waiting(Root& root) {
    Tickets tickets;
    tickets.reserve(root.waiting.size());
    std::ranges::copy_if(root.waiting, std::back_inserter(tickets), [](const auto& ticket) { return bool{ticket->done}; });
    root.waiting.clear();
    return tickets;
  }

  // Without the lock. What it reads of the tickets never changes.
  Turn turn_of(const Root& root, Basis basis, const Tickets& tickets) {
    if (tickets.empty()) return {};
    std::vector<quota::Waiter> waiters;
    waiters.reserve(tickets.size());
    for (const auto& ticket : tickets) waiters.push_back(ticket->waiter);
    const nanoseconds deadline = clock_.monotonic() + settings_.longest_call;
    return take_turn(store_, root.name, waiters, settings_.caps, basis, deadline);
  }

  // Who is answered now; the others go to the front of the line again.
  std::vector<Due> settle(Root& root, const Tickets& tickets, Turn& turn) {
    std::vector<Due> due;
    due.reserve(tickets.size());
    Tickets again;
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      if (!tickets[i]->done) continue;  // was too late
      if (turn.answers[i]) {
        due.push_back({close(tickets[i]), std::move(*turn.answers[i])});
      } else {
        again.push_back(tickets[i]);
      }
    }
    root.basis = again.empty() ? Basis::kCached : Basis::kLive;
    root.waiting.insert(root.waiting.begin(), again.begin(), again.end());
    pause_after(root, turn);
    root.scheduled = false;
    if (!root.waiting.empty()) schedule(root);
    return due;
  }

  void pause_after(Root& root, Turn& turn) {
    const bool failed = !turn.trouble.empty();
    root.trouble = std::move(turn.trouble);
    root.failures = failed ? root.failures + 1 : 0;
    root.not_before = failed ? clock_.monotonic() + pause(root.failures) : nanoseconds{0};
  }

  nanoseconds pause(int failures) {
    const nanoseconds most = std::min(settings_.first_pause * (1 << std::min(failures - 1, 16)), settings_.longest_pause);
    return nanoseconds{std::uniform_int_distribution<nanoseconds::rep>{0, most.count()}(random_)};
  }

  void schedule(Root& root) {
    if (std::exchange(root.scheduled, true)) return;
    ready_.push_back(&root);
    work_.notify_all();  // all of them: whoever waits for a pause to end must see who is ready now
  }

  // Nobody else will answer it: whoever closes it must.
  Done close(std::shared_ptr<Ticket> ticket) {
    open_.erase(ticket->place);
    return std::exchange(ticket->done, nullptr);
  }

  void count(const Turn& turn) {
    if (turn.answers.empty()) return;
    ++counts_.turns;
    counts_.waiters += turn.answers.size();
    if (!turn.swap) return;
    if (turn.swap->ok()) {
      ++counts_.stored;
    } else if (turn.swap->error().code == ErrorCode::kConflict) {
      ++counts_.conflicts;
    } else if (turn.swap->error().code == ErrorCode::kOutcomeUnknown) {
      ++counts_.unknown;
    } else {
      ++counts_.failed;
    }
  }

  // Its own thread, so that a store that hangs keeps nobody waiting beyond his deadline.
  void watch_deadlines() {
    std::unique_lock lock{mutex_};
    while (!closing_) {
      if (open_.empty()) {
        deadlines_.wait(lock);
        continue;
      }
      const nanoseconds left = open_.begin()->first - clock_.monotonic();
      if (left > nanoseconds{0}) {
        deadlines_.wait_for(lock, std::min<nanoseconds>(left, std::chrono::hours{1}));
        continue;
      }
      ++counts_.late;
      const std::shared_ptr<Ticket> ticket = open_.begin()->second;
      quota::Answer late = late_answer(*ticket->root);
      const Done done = close(ticket);
      lock.unlock();
      done(std::move(late));
      lock.lock();
    }
  }

  // Without the lock.
  static void answer(std::vector<Due> due) {
    for (Due& one : due) one.done(std::move(one.answer));
  }

  QuotaStore& store_;
  const Clock& clock_;
  const Settings settings_;

  mutable std::mutex mutex_;  // of all down to counts_
  std::condition_variable work_;
  std::condition_variable deadlines_;
  bool closing_ = false;
  std::map<std::string, Root, std::less<>> roots_;
  std::deque<Root*> ready_;
  Open open_;  // everybody who waits for an answer
  std::mt19937_64 random_;
  Counts counts_;

  std::vector<std::jthread> threads_;
};

QuotaBatcher::QuotaBatcher(QuotaStore& store, const Clock& clock, Settings settings)
    : impl_{std::make_unique<Impl>(store, clock, settings)} {}
QuotaBatcher::~QuotaBatcher() = default;

void QuotaBatcher::submit(const std::string& root, quota::Waiter waiter, std::chrono::nanoseconds deadline, Done done) {
  impl_->submit(root, std::move(waiter), deadline, std::move(done));
}

QuotaBatcher::Counts QuotaBatcher::counts() const { return impl_->counts(); }

}  // namespace tollgate::admission
