#include "core/pss/check.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr std::array kChecks{
    Check{"hostNamespaces", Level::kBaseline, 0, "no namespace of the node is shared: hostNetwork, hostPID, hostIPC", "remove it",
          find_host_namespaces},
    Check{"hostPathVolumes", Level::kBaseline, 0, "no volume is a path of the node",
          "a persistentVolumeClaim, configMap or emptyDir", find_host_path_volumes},
    Check{"privileged", Level::kBaseline, 0, "no container is privileged", "remove it", find_privileged},
};

}  // namespace

std::span<const Check> checks() { return kChecks; }

Result<Level> level_from(std::string_view text) {
  if (text == "privileged") return Level::kPrivileged;
  if (text == "baseline") return Level::kBaseline;
  if (text == "restricted") return Level::kRestricted;
  return Error{ErrorCode::kInvalid, fmt::format("\"{}\" is not a level: privileged, baseline or restricted", text)};
}

Result<int> minor_from(std::string_view text) {
  if (text == "latest") return kLatest;
  int minor = -1;
  if (text.starts_with("1.")) {
    const char* end = text.data() + text.size();
    const auto [rest, code] = std::from_chars(text.data() + 2, end, minor);
    if (code == std::errc{} && rest == end && minor >= 0 && minor < kLatest) return minor;
  }
  return Error{ErrorCode::kInvalid, fmt::format("\"{}\" is not a version: latest, or 1.N", text)};
}

std::vector<const Check*> select(Level level, int minor) {
  std::vector<const Check*> selected;
  for (const Check& check : checks()) {
    if (check.level > level || check.since_minor > minor) continue;
    const bool newer_version = !selected.empty() && selected.back()->id == check.id;
    if (newer_version) selected.pop_back();
    selected.push_back(&check);
  }
  return selected;
}

}  // namespace tollgate::pss
