// Runs another program: no shell, bounded time, bounded output.

#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace tollgate::system {

struct Command {
  std::vector<std::string> argv;                                 // argv[0] is looked up in PATH when it has no slash
  std::vector<std::pair<std::string, std::string>> environment;  // on top of our own
  std::chrono::milliseconds timeout{30'000};
  std::size_t max_output = std::size_t{16} << 20;  // of each stream
  std::stop_token stop;                            // ends it before its time
};

struct Finished {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// A program that ended by itself is a value, whatever its exit code. Errors:
//   kNotFound        there is no such program; surely not run
//   kUnavailable     it could not be started; surely not run
//   kOutcomeUnknown  it was killed: out of time, stopped, too much output, a signal; it may have done its work
// Thread-safe. The program reads nothing, leads its own process group, and is gone when this returns.
Result<Finished> run_command(const Command& command);

}  // namespace tollgate::system
