// The policy at work: compiled once at the start, and again whenever the folder changes. The last good one stays.
//
// One thread looks at the folder each `period`; readers take no lock (app/published.h).

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/policy_files/policy_folder.h"
#include "app/ports/log.h"
#include "app/published.h"
#include "core/result.h"

namespace tollgate::policy_files {

class PolicyWatch {
 public:
  struct Settings {
    std::chrono::milliseconds period{1000};
    std::function<void()> reloaded;  // after each good reload, on the watching thread. May be empty
  };

  // kInvalid: the folder has mistakes; the message lists them all, a line each. `log` outlives the watch.
  static Result<std::unique_ptr<PolicyWatch>> start(std::string folder, Log& log) {
    return start(std::move(folder), log, Settings{});
  }
  static Result<std::unique_ptr<PolicyWatch>> start(std::string folder, Log& log, Settings settings);

  PolicyWatch(const PolicyWatch&) = delete;
  PolicyWatch& operator=(const PolicyWatch&) = delete;

  [[nodiscard]] const Published<policy::Site>& site() const { return site_; }

  // Reloads since the start: taken over, and refused for their mistakes.
  [[nodiscard]] std::uint64_t reloads() const { return reloads_; }
  [[nodiscard]] std::uint64_t refused_reloads() const { return refused_; }

  // Whether what is on disk now is what is at work.
  [[nodiscard]] bool up_to_date() const { return up_to_date_; }

 private:
  PolicyWatch(PolicyFolder folder, std::string seen, policy::Site first, Log& log, Settings settings);
  void run(const std::stop_token& stop);
  void look();
  void take_over(policy::Compiled compiled);

  PolicyFolder folder_;  // after the start, of the watching thread
  std::string seen_;
  Log& log_;
  Settings settings_;
  Published<policy::Site> site_;
  std::atomic<std::uint64_t> reloads_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<bool> up_to_date_{true};
  std::mutex mutex_;
  std::condition_variable_any never_;  // only a stop wakes it early
  std::jthread thread_;
};

}  // namespace tollgate::policy_files
