// A Log that remembers its lines: "event name=value name=value".

#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "app/ports/log.h"

namespace tollgate::fakes {

class RecordingLog final : public Log {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line{event};
    for (const LogField& field : fields) line.append(" ").append(field.name).append("=").append(field.value);
    const std::lock_guard lock{mutex_};
    lines_.push_back(std::move(line));
  }

  std::vector<std::string> lines() const {
    const std::lock_guard lock{mutex_};
    return lines_;
  }

  // How many lines contain that text.
  std::size_t count(std::string_view text) const {
    const auto all = lines();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const std::string& line) { return line.find(text) != std::string::npos; }));
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace tollgate::fakes
