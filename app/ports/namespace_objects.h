// What the controller writes into a team's namespaces.
//
// Thread-safe. Calls block for a bounded time; none retries on a lost answer. Each write is declarative: doing it twice is
// the same as once, so kOutcomeUnknown needs no more than another pass.

#pragma once

#include <string>

#include "core/result.h"

namespace tollgate {

class NamespaceObjects {
 public:
  // Writes the guarded team label and takes it over from whoever wrote it before. kNotFound: the namespace is gone.
  // A value only when the answer shows the label in place.
  virtual Result<void> set_team(const std::string& namespace_name, const std::string& team) = 0;

  // Removes the guarded team label, whoever wrote it.
  virtual Result<void> clear_team(const std::string& namespace_name) = 0;

 protected:
  ~NamespaceObjects() = default;
};

}  // namespace tollgate
