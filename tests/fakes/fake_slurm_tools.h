// A folder with a `sacctmgr` and a `scontrol` that answer as told and remember how they were called.
//
// For what a real Slurm cannot be made to say. Each is a small shell script; the first rule whose glob matches the arguments
// answers, without one the exit code is 0 and the output empty.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tollgate::fakes {

class FakeSlurmTools {
 public:
  FakeSlurmTools();
  ~FakeSlurmTools();
  FakeSlurmTools(const FakeSlurmTools&) = delete;
  FakeSlurmTools& operator=(const FakeSlurmTools&) = delete;

  void answer(const std::string& glob, int exit_code, const std::string& out, const std::string& err = {});

  [[nodiscard]] std::string path(const std::string& file) const { return (folder_ / file).string(); }
  // "sacctmgr -i modify account where …", in order, with the SLURM_JWT it was given behind it.
  [[nodiscard]] std::vector<std::string> calls() const;
  std::string write(const std::string& file, const std::string& text) const;

 private:
  std::filesystem::path folder_;
  int rules_ = 0;
};

}  // namespace tollgate::fakes
