// How many processors this process may really use: its affinity mask and its cgroup's quota.

#pragma once

#include <optional>
#include <string_view>

namespace tollgate::system {

// At least 1.
int usable_cpus();

// The content of a cgroup v2 `cpu.max`: "200000 100000" → 2 (rounded up); "max 100000" or anything else → nothing.
std::optional<int> cpus_of_quota(std::string_view cpu_max);

}  // namespace tollgate::system
