// An exception from policies: scoped, with a reason, and it ends.

#pragma once

#include <string>
#include <vector>

#include "core/model/instant.h"
#include "core/policy/document.h"
#include "core/policy/matcher.h"

namespace tollgate::policy {

struct Exemption {
  std::string name;
  std::vector<std::string> policies;  // names and globs of PodPolicies; of default rules: the rule's
  std::vector<std::string> checks;    // empty = all of them
  Matcher match;                      // `images`: only problems inside containers with such an image
  std::string reason;
  std::string ticket;
  std::string approved_by;
  Instant expires;
  Position source;

  [[nodiscard]] bool is_over(Instant now) const { return now >= expires; }
};

}  // namespace tollgate::policy
