// NamespaceObjects over a picture in memory; single writes can be made to fail.

#pragma once

#include <map>
#include <string>
#include <utility>

#include "app/ports/namespace_objects.h"
#include "core/policy/cluster_view.h"
#include "core/policy/site.h"

namespace tollgate::fakes {

class MemoryNamespaces final : public NamespaceObjects {
 public:
  explicit MemoryNamespaces(policy::ClusterView picture) : picture_{std::move(picture)} {}

  [[nodiscard]] const policy::ClusterView& picture() const { return picture_; }
  [[nodiscard]] int writes() const { return writes_; }
  void fail(const std::string& namespace_name, Error error) { failing_[namespace_name] = std::move(error); }
  void heal() { failing_.clear(); }

  Result<void> set_team(const std::string& namespace_name, const std::string& team) override {
    return write(namespace_name, [&](policy::Labels& labels) { labels[std::string{policy::kTeamLabel}] = team; });
  }
  Result<void> clear_team(const std::string& namespace_name) override {
    return write(namespace_name, [](policy::Labels& labels) { labels.erase(std::string{policy::kTeamLabel}); });
  }

 private:
  template <class Change>
  Result<void> write(const std::string& namespace_name, Change change) {
    if (const auto error = failing_.find(namespace_name); error != failing_.end()) return error->second;
    const auto found = picture_.namespaces.find(namespace_name);
    if (found == picture_.namespaces.end()) return Error{ErrorCode::kNotFound, "no namespace " + namespace_name};
    change(found->second.labels);
    ++writes_;
    return {};
  }

  policy::ClusterView picture_;
  std::map<std::string, Error> failing_;
  int writes_ = 0;
};

}  // namespace tollgate::fakes
