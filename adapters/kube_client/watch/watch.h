// One collection kept in step: listed once, then watched, for ever.
//
// One thread a watch; every call to the handler comes from it. A watch that ends goes on from the last resourceVersion seen;
// when the server no longer keeps that (410, as an answer or as an event), the collection is listed again. Trouble is waited
// out with growing pauses and said in the log once when it begins and once when it is over.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <stop_token>
#include <string>
#include <thread>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/backoff.h"
#include "adapters/kube_client/object.h"
#include "app/ports/log.h"

namespace tollgate::kube_client {

class WatchHandler {
 public:
  // The state follows anew, as put() calls up to list_ends(): what was not put by then is gone. Until then nothing is. A list
  // that fails begins again without having ended.
  virtual void list_begins() = 0;
  virtual void list_ends() = 0;

  // Objects live for the call only.
  virtual void put(const Object& object) = 0;      // listed, added or changed
  virtual void removed(const Object& object) = 0;  // in its last state

  // All that happened up to this resourceVersion was told: after each event and bookmark, and before list_ends().
  virtual void reached(const std::string& /*resource_version*/) {}

 protected:
  ~WatchHandler() = default;
};

class Watch {
 public:
  struct Settings {
    Backoff::Figures backoff;
    std::uint64_t seed = random_seed();
    // Bookmarks come about once a minute; three missed ones are a dead connection.
    std::chrono::milliseconds idle_timeout = std::chrono::minutes{3};
    // One that ended sooner without an event counts as trouble.
    std::chrono::milliseconds shortest{1000};
    // The API server may not know the collection at all: then it is empty, without a version, and asked for again now and then.
    bool optional = false;
  };

  // Begins at once. `path` is a collection and may carry selectors: "/api/v1/namespaces". All referred to outlive it.
  Watch(Api& api, std::string path, WatchHandler& handler, Log& log) : Watch{api, std::move(path), handler, log, Settings{}} {}
  Watch(Api& api, std::string path, WatchHandler& handler, Log& log, Settings settings);

  // Stops and joins; no call to the handler comes afterwards.
  ~Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Whether one list has ended. Thread-safe; once true it stays so.
  [[nodiscard]] bool synced() const { return synced_; }

 private:
  void run(const std::stop_token& stop);
  Result<void> list(const std::stop_token& stop);
  Result<void> follow(const std::stop_token& stop);
  Result<void> take(std::string_view frame);
  std::string watch_path();
  void in_trouble(const Error& error, const std::stop_token& stop);
  void well_again();

  Api& api_;
  std::string path_;
  WatchHandler& handler_;
  Log& log_;
  Settings settings_;
  Backoff backoff_;
  std::mt19937_64 random_;
  Decoder decoder_;
  std::string resource_version_;  // empty: to be listed
  std::chrono::seconds retry_after_{0};
  std::uint64_t events_ = 0;
  bool troubled_ = false;
  bool ends_at_once_ = false;
  std::atomic<bool> synced_ = false;
  std::jthread thread_;
};

}  // namespace tollgate::kube_client
