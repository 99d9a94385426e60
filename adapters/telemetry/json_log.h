// The operational log: one JSON object a line to a descriptor.
//
//   {"time":"2026-11-22T10:00:00.123Z","level":"info","event":"policy reloaded","teams":"6"}
//
// Lines are queued and written by a thread of its own; when the reader is slower than the program, the oldest go.

#pragma once

#include <cstdint>
#include <memory>

#include "app/ports/log.h"

namespace tollgate::telemetry {

class JsonLog final : public Log {
 public:
  // `fd` outlives the log; 2 is standard error.
  explicit JsonLog(LogLevel least = LogLevel::kInfo, int fd = 2);

  // Writes what is queued, as far as the reader takes it.
  ~JsonLog();

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;

  // Lines lost so far.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tollgate::telemetry
