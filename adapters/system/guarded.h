// Guarded<T>: a value that can only be reached while its mutex is held.
//
//   Guarded<std::vector<Line>> queue;
//   queue.lock()->push_back(line);            // held until the end of the full expression
//   auto lines = queue.lock();                // held until `lines` goes
//   lines.wait(ready, stop, [&] { return !lines->empty(); });
//
// Hold no lock across I/O, and never two at once.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace tollgate::system {

template <class T>
class Guarded {
 public:
  class Lock {
   public:
    Lock(std::mutex& mutex, T& value) : held_{mutex}, value_{value} {}

    T& operator*() const { return value_; }
    T* operator->() const { return &value_; }

    // Waits until `done()` is true or a stop is asked for. Returns done().
    template <class Done>
    bool wait(std::condition_variable_any& changed, std::stop_token stop, Done done) {
      return changed.wait(held_, std::move(stop), std::move(done));
    }

    // The same, at most until `deadline`.
    template <class Done>
    bool wait_until(std::condition_variable_any& changed, std::chrono::steady_clock::time_point deadline, Done done) {
      return changed.wait_until(held_, deadline, std::move(done));
    }

    // The same, or until a stop is asked for.
    template <class Done>
    bool wait_until(std::condition_variable_any& changed, std::stop_token stop, std::chrono::steady_clock::time_point deadline,
                    Done done) {
      return changed.wait_until(held_, std::move(stop), deadline, std::move(done));
    }

   private:
    std::unique_lock<std::mutex> held_;
    T& value_;
  };

  template <class... Args>
  explicit Guarded(Args&&... args) : value_{std::forward<Args>(args)...} {}

  [[nodiscard]] Lock lock() { return Lock{mutex_, value_}; }

 private:
  std::mutex mutex_;
  T value_;
};

}  // namespace tollgate::system
