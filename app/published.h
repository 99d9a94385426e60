// A value that one thread replaces now and then and many threads read all the time.
//
// Readers take no lock while nothing changes: each thread keeps its own shared_ptr and compares one number. The value itself
// is immutable, so a request that began with one version ends with it.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace tollgate {

template <class T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) { publish(std::move(first)); }

  // From any thread. Never null.
  void publish(std::shared_ptr<const T> next) {
    const std::lock_guard lock{mutex_};
    value_ = std::move(next);
    version_.store(next_version(), std::memory_order_release);
  }

  // From any thread. The reference is good until this thread asks again; copy the pointer to keep the value longer.
  const std::shared_ptr<const T>& current() const {
    thread_local Seen seen;
    if (seen.version != version_.load(std::memory_order_acquire)) {
      const std::lock_guard lock{mutex_};
      seen = {value_, version_.load(std::memory_order_relaxed)};
    }
    return seen.value;
  }

 private:
  struct Seen {
    std::shared_ptr<const T> value;
    std::uint64_t version = 0;
  };

  // Unique over all objects of this type, so that a thread's copy can never be taken for another object's.
  static std::uint64_t next_version() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  std::atomic<std::uint64_t> version_{0};
};

}  // namespace tollgate
