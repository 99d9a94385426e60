#include "adapters/telemetry/line_output.h"

#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace tollgate::telemetry {
namespace {

// The length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : 4;
  if ((length == 4 && (first < 0xF0 || first > 0xF4)) || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool not_a_character = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || not_a_character ? 0 : length;
}

}  // namespace

bool LineOutput::writable(std::chrono::milliseconds patience) const {
  pollfd waiting{fd_, POLLOUT, 0};
  return poll(&waiting, 1, static_cast<int>(patience.count())) == 1 && (waiting.revents & POLLOUT) != 0;
}

// Writes of `rest_` what the reader takes.
void LineOutput::flush() {
  while (!rest_.empty()) {
    // A pipe that is writable takes PIPE_BUF bytes without blocking.
    const ssize_t written = writable(stuck_ ? std::chrono::milliseconds{0} : kPatience)
                                ? ::write(fd_, rest_.data(), std::min<std::size_t>(rest_.size(), PIPE_BUF))
                                : -1;
    stuck_ = written <= 0;
    if (stuck_) return;
    rest_.erase(0, static_cast<std::size_t>(written));
  }
}

bool LineOutput::write(std::string_view line) {
  flush();
  if (!rest_.empty()) return false;
  rest_.append(line).push_back('\n');
  flush();
  if (rest_.size() <= line.size()) return true;
  rest_.clear();  // nothing of it is out
  return false;
}

void append_json_text(std::string& out, std::string_view text, std::size_t most) {
  const std::size_t limit = out.size() + most;
  while (!text.empty() && out.size() < limit) {
    const std::size_t length = sequence_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (first == '"' || first == '\\') {
      out += {'\\', text.front()};
    } else if (first < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", first);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
}

}  // namespace tollgate::telemetry
