// Pod Security Standards: what a check is, and which checks a level and version ask for.
//
// Source of ids, levels, versions and exact conditions: kubernetes/pod-security-admission, package policy. "Containers" are
// always init, app and ephemeral containers alike.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pod/pod.h"
#include "core/result.h"

namespace tollgate::pss {

enum class Level { kPrivileged, kBaseline, kRestricted };

// One place in the pod that a check does not allow.
struct Offence {
  std::string field;                            // "spec.containers[trainer].securityContext.privileged"
  std::string subject;                          // the container, volume or field by name
  std::string value;                            // what stands there
  std::string text;                             // read after the field: "must not be true"
  const model::Container* container = nullptr;  // where it is about one
};

using Offences = std::vector<Offence>;

struct Check {
  std::string_view id;  // as upstream: "hostPathVolumes"
  Level level;          // the lowest level that asks for it
  int since_minor;      // of Kubernetes 1.N; the newest version of a check that is not newer than the asked one applies
  std::string_view summary;
  std::string_view advice;  // what would pass
  void (*find)(const model::Pod& pod, Offences& offences);
};

// Every check this program has, by id, versions ascending.
std::span<const Check> checks();

inline constexpr int kLatest = 1'000'000;

// "privileged", "baseline", "restricted".
Result<Level> level_from(std::string_view text);

// "latest" → kLatest, "1.31" → 31.
Result<int> minor_from(std::string_view text);

// The checks of a level at a version. Level kPrivileged asks for none.
std::vector<const Check*> select(Level level, int minor);

}  // namespace tollgate::pss
