// What a check has to say: problems, each begun with add() and completed in one chain.
//
//   findings.add("privileged", field).about(container.name).value("true").says("must not be true").fix("set it to false");

#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/policy/judging/facts.h"
#include "core/policy/policies.h"

namespace tollgate::policy {

// Texts cost more than all checks together, and telling problems apart needs none: for the object as it was, only what
// identifies a problem is kept.
enum class Detail { kFull, kIdentity };

class Finding {
 public:
  Finding(Problem& problem, const Facts& facts, Detail detail) : problem_{problem}, facts_{facts}, detail_{detail} {}

  // The container, volume or label by name, and what stands there: with the check, what makes this the same problem or not.
  Finding& about(std::string_view subject);
  Finding& value(std::string_view value);

  // The container it is inside of, for exemptions by image.
  Finding& in(const model::Container& container);

  // What is wrong, read after the field, without a full stop.
  template <class... Args>
  Finding& says(fmt::format_string<Args...> text, Args&&... args) {
    if (detail_ == Detail::kFull) problem_.text = fmt::format(text, std::forward<Args>(args)...);
    return *this;
  }

  // What would pass: a change of the pod, or words where no single change is meant.
  Finding& fix(const PodEdit& edit);
  Finding& fix(std::string_view words);
  // `field` of the pod, and the value that would pass there.
  Finding& fix(std::string_view field, std::string_view value);

 private:
  Problem& problem_;
  const Facts& facts_;
  Detail detail_;
};

class Findings {
 public:
  Findings(const PolicyInstance& instance, const Facts& facts, Detail detail, std::vector<Problem>& problems)
      : instance_{instance}, facts_{facts}, detail_{detail}, problems_{problems} {}

  // `field` as in the pod: "spec.hostNetwork"; in a workload's template its path is put before. Empty: the pod as a whole.
  Finding add(std::string_view check, std::string_view field);

 private:
  const PolicyInstance& instance_;
  const Facts& facts_;
  Detail detail_;
  std::vector<Problem>& problems_;
};

}  // namespace tollgate::policy
