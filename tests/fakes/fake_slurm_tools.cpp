#include "tests/fakes/fake_slurm_tools.h"

#include <stdlib.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace tollgate::fakes {
namespace {

// One write call a line, so that tools running side by side do not mix theirs.
constexpr const char* kScript = R"sh(#!/bin/sh
folder=$(dirname "$0")
echo "$(basename "$0") $* [$SLURM_JWT]" >> "$folder/calls"
for rule in "$folder"/rule.*.glob; do
  [ -e "$rule" ] || continue
  glob=$(cat "$rule")
  case "$*" in
    $glob) cat "${rule%glob}out"; cat "${rule%glob}err" >&2; exit "$(cat "${rule%glob}code")";;
  esac
done
)sh";

}  // namespace

FakeSlurmTools::FakeSlurmTools() {
  std::string pattern = (std::filesystem::temp_directory_path() / "fake-slurm-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no folder for the fake tools"};
  folder_ = pattern;
  for (const char* const tool : {"sacctmgr", "scontrol"}) {
    write(tool, kScript);
    std::filesystem::permissions(folder_ / tool, std::filesystem::perms::owner_all);
  }
  write("token", "the-token\n");
}

FakeSlurmTools::~FakeSlurmTools() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string FakeSlurmTools::write(const std::string& file, const std::string& text) const {
  std::ofstream{folder_ / file} << text;
  return path(file);
}

void FakeSlurmTools::answer(const std::string& glob, int exit_code, const std::string& out, const std::string& err) {
  const std::string rule = "rule." + std::to_string(100 + rules_++) + ".";
  write(rule + "glob", glob);
  write(rule + "code", std::to_string(exit_code));
  write(rule + "out", out);
  write(rule + "err", err);
}

std::vector<std::string> FakeSlurmTools::calls() const {
  std::ifstream file{folder_ / "calls"};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace tollgate::fakes
