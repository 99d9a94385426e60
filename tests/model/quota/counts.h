// What happened in the runs.

#pragma once

#include <cstdint>
#include <string>

namespace tollgate::model_test {

struct Counts {
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t creates = 0;
  std::uint64_t grants = 0;
  std::uint64_t refusals = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t pods = 0;
  std::uint64_t names_taken = 0;
  std::uint64_t refused_elsewhere = 0;
  std::uint64_t swaps = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t lost_requests = 0;
  std::uint64_t lost_replies = 0;
  std::uint64_t late_writes = 0;
  std::uint64_t crashes = 0;
  std::uint64_t leaders = 0;
  std::uint64_t relists = 0;
  std::uint64_t stalls = 0;
  std::uint64_t confirmations = 0;
  std::uint64_t expiries = 0;
  std::uint64_t edits = 0;
  std::uint64_t recreations = 0;
  std::uint64_t probes = 0;

  void add(const Counts& other);
  [[nodiscard]] std::string to_text() const;
};

}  // namespace tollgate::model_test
