// The objects of one collection as decoded values, kept by a Watch.
//
// The watch's thread writes; any thread may copy. While a list is under way the state before it is what others see.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/kube_client/watch/watch.h"
#include "adapters/system/guarded.h"
#include "app/ports/log.h"
#include "core/result.h"

namespace tollgate::kube_client {

template <class T>
class Mirror final : public WatchHandler {
 public:
  using Values = std::map<std::string, T, std::less<>>;  // by "namespace/name"; by name when cluster-scoped
  using Decode = std::function<Result<T>(const json::Value&)>;

  // `changed` is called after each change that others can see, on the watch's thread: it must be quick.
  Mirror(Decode decode, std::function<void()> changed, Log& log)
      : decode_{std::move(decode)}, changed_{std::move(changed)}, log_{log} {}

  // Whether a list has ended; once true it stays so.
  [[nodiscard]] bool listed() { return state_.lock()->listed; }
  [[nodiscard]] Values values() { return state_.lock()->values; }
  [[nodiscard]] std::optional<T> find(std::string_view key) {
    const auto state = state_.lock();
    const auto found = state->values.find(key);
    return found == state->values.end() ? std::nullopt : std::optional<T>{found->second};
  }

  void list_begins() override {
    listing_ = true;
    next_.clear();
  }

  void list_ends() override {
    listing_ = false;
    {
      auto state = state_.lock();
      state->values.swap(next_);
      state->listed = true;
    }
    next_.clear();
    changed_();
  }

  void put(const Object& object) override {
    Result<T> value = decode_(object.value);
    if (!value) return log_.warning("object not understood", {{"object", key_of(object)}, {"error", value.error().message}});
    if (listing_) {
      next_.insert_or_assign(key_of(object), std::move(value).value());
      return;
    }
    state_.lock()->values.insert_or_assign(key_of(object), std::move(value).value());
    changed_();
  }

  void removed(const Object& object) override {
    state_.lock()->values.erase(key_of(object));
    changed_();
  }

 private:
  struct State {
    Values values;
    bool listed = false;
  };

  static std::string key_of(const Object& object) {
    return object.stored.namespace_name.empty() ? object.stored.name : object.stored.namespace_name + "/" + object.stored.name;
  }

  Decode decode_;
  std::function<void()> changed_;
  Log& log_;
  Values next_;           // of the list under way; the watch's thread only
  bool listing_ = false;  // the watch's thread only
  system::Guarded<State> state_;
};

}  // namespace tollgate::kube_client
