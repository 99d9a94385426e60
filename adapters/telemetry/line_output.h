// Lines to a descriptor whose reader may be slow, stuck or gone: a write waits a bounded time, then the line is given up.
//
// One thread at a time.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace tollgate::telemetry {

class LineOutput {
 public:
  // `fd` outlives the output.
  explicit LineOutput(int fd);

  // `lines` are whole, each with its line end. Returns how many bytes of them are out: some of the lines, from the front.
  // The others were given up: the reader took nothing for `kPatience`, or the descriptor is broken. While the reader stays
  // stuck further lines are given up at once. A line that was begun counts as out; it is ended before the next.
  std::size_t write(std::string_view lines);

  static constexpr std::chrono::milliseconds kPatience{200};

 private:
  std::size_t write_some(std::string_view text);
  bool writable(std::chrono::milliseconds patience) const;

  int fd_;
  bool is_file_;  // whose writes never wait for a reader
  bool stuck_ = false;
  std::string rest_;  // of a line that was begun
};

// `text` between quotes in a JSON document: escaped, invalid UTF-8 replaced, cut to `most` bytes.
void append_json_text(std::string& out, std::string_view text, std::size_t most);

}  // namespace tollgate::telemetry
