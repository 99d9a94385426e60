// Slurm's own command-line tools, and the token they and slurmrestd are called with.

#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/system/run_command.h"
#include "core/result.h"

namespace tollgate::slurm {

// Where one cluster is reached.
struct Address {
  std::string url;         // of slurmrestd: "http://slurmrestd:6820"
  std::string token_file;  // a JWT; read again before each use
  std::string sacctmgr = "sacctmgr";
  std::string scontrol = "scontrol";
  // slurmdbd gives up on a hung database after 30 s, answers a write after 40 s when slurmctld hangs.
  std::chrono::milliseconds timeout{90'000};
};

// kForbidden when there is none.
Result<std::string> read_token(const Address& address);

class Tools {
 public:
  // Without an address's token file the tools use the machine's own authentication (munge).
  // A stop ends a read at once; a write is let end, it is short.
  explicit Tools(Address address, std::stop_token stop = {}) : address_{std::move(address)}, stop_{std::move(stop)} {}

  [[nodiscard]] bool stopping() const { return stop_.stop_requested(); }

  using Arguments = std::vector<std::string>;

  // Reading. Any exit code but 0 is an error. The second runs all at once: reads do not hurt each other.
  Result<std::string> scontrol_show(const Arguments& what) const;
  Result<std::vector<std::string>> sacctmgr_shows(const std::vector<Arguments>& shows) const;

  // Writing: one change, without questions. kNotFound: sacctmgr found nothing to do. kConflict: jobs are in the way.
  Result<void> sacctmgr(const Arguments& change) const;

 private:
  Result<std::string> read(const std::string& program, const Arguments& before, const Arguments& arguments) const;
  Result<system::Finished> run(const std::string& program, const Arguments& before, const Arguments& arguments,
                               const std::stop_token& stop) const;

  Address address_;
  std::stop_token stop_;
};

// What an exit code other than 0 means; exit 1 of sacctmgr is both "nothing to do" and "failed".
Error tool_error(const system::Finished& finished);

}  // namespace tollgate::slurm
