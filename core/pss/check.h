// Pod Security Standards: what a check is, and which checks a level and version ask for.
//
// Ids, levels and versions are those of Kubernetes (pod-security-admission), so that a finding here and one of the API
// server's own admission can be compared. "Containers" are always init, app and ephemeral containers alike. Comparison is
// exact: "chown" is not CHOWN. A value that is not known to be harmless is refused.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pod/pod.h"
#include "core/pss/offence.h"
#include "core/result.h"

namespace tollgate::pss {

enum class Level { kPrivileged, kBaseline, kRestricted };

inline constexpr int kLatest = 1'000'000;

// What a check looks at; outlived by what it refers to.
struct Judged {
  const model::Pod& pod;
  int minor = kLatest;                          // the standard as it was in Kubernetes 1.N
  std::span<const std::string> capabilities{};  // that may be added beside those of the standard
};

struct Check {
  std::string_view id;         // "hostPathVolumes"
  Level level;                 // the lowest level that asks for it
  int since_minor;             // of Kubernetes 1.N
  std::string_view overrides;  // the weaker check in whose place this one stands; mostly empty
  std::string_view summary;
  void (*find)(const Judged& judged, Offences& offences);
};

// Every check there is, by id.
std::span<const Check> checks();

// "privileged", "baseline", "restricted".
Result<Level> level_from(std::string_view text);

// "latest" → kLatest, "1.31" or "v1.31" → 31.
Result<int> minor_from(std::string_view text);

// The checks of a level at a version. Level kPrivileged asks for none.
std::vector<const Check*> select(Level level, int minor);

}  // namespace tollgate::pss
