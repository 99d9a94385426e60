// Lines to a descriptor whose reader may be slow, stuck or gone: a write waits a bounded time, then the line is given up.
//
// One thread at a time.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace tollgate::telemetry {

class LineOutput {
 public:
  // `fd` outlives the output.
  explicit LineOutput(int fd) : fd_{fd} {}

  // False when the line was given up: the reader took nothing for `kPatience`, or the descriptor is broken. While the reader
  // stays stuck further lines are given up at once. A line that was begun is ended before the next.
  bool write(std::string_view line);

  static constexpr std::chrono::milliseconds kPatience{200};

 private:
  void flush();
  bool writable(std::chrono::milliseconds patience) const;

  int fd_;
  bool stuck_ = false;
  std::string rest_;  // of a line that was begun
};

// `text` between quotes in a JSON document: escaped, invalid UTF-8 replaced, cut to `most` bytes.
void append_json_text(std::string& out, std::string_view text, std::size_t most);

}  // namespace tollgate::telemetry
