// What a reload of the policy costs, from the first look at the folder to the compiled site: the whole folder cold, and after
// one of its files changed.
//
//   bench_reload FOLDER FILE ROUNDS     →  {"cold_ms": 600.1, "one_file_ms": 31.9}     FILE is written to

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/policy_files/policy_folder.h"

namespace {

using namespace tollgate;
using Steady = std::chrono::steady_clock;
using SharedSite = std::shared_ptr<const policy::Site>;

// As adapters/policy_files/policy_watch.cpp does it; the old site's end is part of it.
std::optional<double> reload(policy_files::PolicyFolder& folder, SharedSite& site) {
  const auto began = Steady::now();
  const std::string before = folder.fingerprint();
  policy::Compiled compiled = compile_folder(folder);
  if (!compiled.mistakes.empty() || folder.fingerprint() != before) return std::nullopt;
  site = std::make_shared<const policy::Site>(std::move(compiled.site));
  return std::chrono::duration<double, std::milli>{Steady::now() - began}.count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  policy_files::PolicyFolder folder{argv[1]};
  SharedSite site;
  const auto cold = reload(folder, site);
  std::vector<double> times(std::max(1UL, std::strtoul(argv[3], nullptr, 10)));
  for (double& time : times) {
    std::ofstream{argv[2], std::ios::app} << "# another line\n";
    const std::string digest = site ? site->digest : "";
    const auto took = reload(folder, site);
    if (!cold || !took || site->digest == digest) return 1;
    time = *took;
  }
  std::ranges::sort(times);
  fmt::print("{{\"cold_ms\": {:.1f}, \"one_file_ms\": {:.1f}}}\n", *cold, times[times.size() / 2]);
}
