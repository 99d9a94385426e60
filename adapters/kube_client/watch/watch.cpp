#include "adapters/kube_client/watch/watch.h"

#include <algorithm>
#include <utility>

#include "adapters/kube_client/nap.h"
#include "adapters/kube_client/outcome.h"
#include "adapters/kube_client/watch/frames.h"

namespace tollgate::kube_client {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kUntilItMayExist{30};

}  // namespace

Watch::Watch(Api& api, std::string path, WatchHandler& handler, Log& log, Settings settings)
    : api_{api},
      path_{std::move(path)},
      handler_{handler},
      log_{log},
      settings_{settings},
      backoff_{settings.seed, settings.backoff},
      random_{settings.seed},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

void Watch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    retry_after_ = std::chrono::seconds{0};
    const Result<void> went = resource_version_.empty() ? list(stop) : follow(stop);
    if (!went && !stop.stop_requested()) in_trouble(went.error(), stop);
  }
}

Result<void> Watch::list(const std::stop_token& stop) {
  const auto once = [&] {
    handler_.list_begins();
    return api_.list(path_, [this](const Object& item) { handler_.put(item); }, {.stop = stop});
  };
  Result<std::string> version = once();
  if (!version && version.error().code == ErrorCode::kGone) version = once();  // a page expired between two of ours
  if (!version && settings_.optional && version.error().code == ErrorCode::kNotFound) {
    handler_.reached("");
    handler_.list_ends();
  }
  if (!version) return std::move(version).error();
  if (version->empty()) return Error{ErrorCode::kInvalid, "GET " + path_ + ": the list has no resourceVersion"};
  resource_version_ = std::move(version).value();
  handler_.reached(resource_version_);
  handler_.list_ends();
  synced_ = true;
  well_again();
  return {};
}

// A value: watch on, or list when the version was cleared.
Result<void> Watch::follow(const std::stop_token& stop) {
  const steady_clock::time_point began_at = steady_clock::now();
  const std::uint64_t events_before = events_;
  bool begun = false;
  Frames frames;
  Result<void> understood;
  const auto sink = [&](std::string_view bytes) {
    if (!std::exchange(begun, true) && !ends_at_once_) well_again();
    understood = frames.feed(bytes, [this](std::string_view frame) { return take(frame); });
    return understood.ok();
  };
  const Result<void> ended = api_.stream(watch_path(), sink, settings_.idle_timeout, retry_after_, stop);
  const Result<void>& verdict = ended ? understood : ended;
  const bool was_of_use = begun && (events_ != events_before || steady_clock::now() - began_at >= settings_.shortest);
  ends_at_once_ = begun && !was_of_use;
  if (!verdict && verdict.error().code == ErrorCode::kGone) {
    resource_version_.clear();
    if (was_of_use) return {};
  }
  // That a watch which was of use ends, or that its connection breaks, is everyday life and not trouble.
  if (was_of_use && understood) return {};
  if (!verdict) return verdict;
  return Error{ErrorCode::kUnavailable, "GET " + path_ + ": the watch ended at once"};
}

Result<void> Watch::take(std::string_view frame) {
  WatchEvent event = TRY(decoder_.event(frame));
  if (event.type == WatchEvent::Type::kError) return error_of(event.status, false).during("watching " + path_);
  if (event.type == WatchEvent::Type::kPut) handler_.put(event.object);
  if (event.type == WatchEvent::Type::kDeleted) handler_.removed(event.object);
  resource_version_ = std::move(event.object.stored.resource_version);
  handler_.reached(resource_version_);
  ++events_;
  ends_at_once_ = false;
  well_again();
  return {};
}

std::string Watch::watch_path() {
  // The server would end every watch of one moment in one moment again; the spread keeps their ends apart. After one that
  // ended at once a short one shows whether they last again: a quiet collection would not tell for a minute.
  std::uniform_int_distribution<int> seconds{300, 600};
  const int most = ends_at_once_ ? 2 : seconds(random_);
  std::string path = with_query(path_, "watch", "1");
  path = with_query(std::move(path), "allowWatchBookmarks", "true");
  path = with_query(std::move(path), "resourceVersion", resource_version_);
  return with_query(std::move(path), "timeoutSeconds", std::to_string(most));
}

void Watch::in_trouble(const Error& error, const std::stop_token& stop) {
  if (settings_.optional && error.code == ErrorCode::kNotFound) {
    nap(kUntilItMayExist, stop);
    return;
  }
  if (!std::exchange(troubled_, true)) log_.warning("watch in trouble", {{"collection", path_}, {"error", error.message}});
  const std::chrono::milliseconds pause = backoff_.after_failure(steady_clock::now());
  nap(std::max<std::chrono::milliseconds>(pause, retry_after_), stop);
}

void Watch::well_again() {
  if (std::exchange(troubled_, false)) log_.info("watch well again", {{"collection", path_}});
}

}  // namespace tollgate::kube_client
