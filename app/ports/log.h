// The operational log: what happened to the program, for whoever operates it. Decisions have their own log (recorder.h).
//
// Thread-safe, never blocks, never fails: when the sink cannot keep up, lines are dropped and counted.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tollgate {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct LogField {
  std::string_view name;  // snake_case
  std::string value;
};

class Log {
 public:
  // `event` is one short stable phrase ("policy reloaded"); what varies goes into the fields.
  virtual void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;

  void info(std::string_view event, std::initializer_list<LogField> fields = {}) { write(LogLevel::kInfo, event, fields); }
  void warning(std::string_view event, std::initializer_list<LogField> fields = {}) { write(LogLevel::kWarning, event, fields); }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) { write(LogLevel::kError, event, fields); }

 protected:
  ~Log() = default;
};

}  // namespace tollgate
