#include "adapters/telemetry/line_output.h"

#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace tollgate::telemetry {
namespace {

// The well-formed UTF-8 sequences (Unicode, table 3-7): by first byte, with the range of the second.
struct Sequence {
  unsigned char first_from;
  unsigned char first_to;
  std::size_t length;
  unsigned char second_from;
  unsigned char second_to;
};
constexpr std::array kSequences{
    Sequence{0x00, 0x7F, 1, 0x00, 0x00}, Sequence{0xC2, 0xDF, 2, 0x80, 0xBF}, Sequence{0xE0, 0xE0, 3, 0xA0, 0xBF},
    Sequence{0xE1, 0xEC, 3, 0x80, 0xBF}, Sequence{0xED, 0xED, 3, 0x80, 0x9F}, Sequence{0xEE, 0xEF, 3, 0x80, 0xBF},
    Sequence{0xF0, 0xF0, 4, 0x90, 0xBF}, Sequence{0xF1, 0xF3, 4, 0x80, 0xBF}, Sequence{0xF4, 0xF4, 4, 0x80, 0x8F},
};

bool within(char c, unsigned char from, unsigned char to) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= from && byte <= to;
}

// The length of the sequence at the start of `text`; 0 when it is not well-formed.
std::size_t sequence_length(std::string_view text) {
  const auto* found = std::find_if(kSequences.begin(), kSequences.end(),
                                   [&](const Sequence& s) { return within(text.front(), s.first_from, s.first_to); });
  if (found == kSequences.end() || found->length > text.size()) return 0;
  if (found->length > 1 && !within(text[1], found->second_from, found->second_to)) return 0;
  const std::string_view rest = text.substr(0, found->length).substr(std::min<std::size_t>(2, found->length));
  const bool continued = std::all_of(rest.begin(), rest.end(), [](char c) { return within(c, 0x80, 0xBF); });
  return continued ? found->length : 0;
}

// Characters that stand for themselves in a JSON string.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain.at(c) = c != '"' && c != '\\';
  return plain;
}();

// How many bytes at the start of `text` stand for themselves; nearly always all of them.
std::size_t plain_length(std::string_view text) {
  const auto is_plain = [](char c) { return kPlain[static_cast<unsigned char>(c)]; };
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
}

bool is_regular(int fd) {
  struct stat file {};
  return fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

}  // namespace

LineOutput::LineOutput(int fd) : fd_{fd}, is_file_{is_regular(fd)} {}

bool LineOutput::writable(std::chrono::milliseconds patience) const {
  pollfd waiting{fd_, POLLOUT, 0};
  return poll(&waiting, 1, static_cast<int>(patience.count())) == 1 && (waiting.revents & POLLOUT) != 0;
}

// Returns how much of it the reader took.
std::size_t LineOutput::write_some(std::string_view text) {
  std::size_t taken = 0;
  while (taken < text.size()) {
    const std::size_t left = text.size() - taken;
    // A pipe that is writable takes PIPE_BUF bytes without blocking.
    const ssize_t written = is_file_ || writable(stuck_ ? std::chrono::milliseconds{0} : kPatience)
                                ? ::write(fd_, text.data() + taken, is_file_ ? left : std::min<std::size_t>(left, PIPE_BUF))
                                : -1;
    stuck_ = written <= 0;
    if (stuck_) break;
    taken += static_cast<std::size_t>(written);
  }
  return taken;
}

std::size_t LineOutput::write(std::string_view lines) {
  rest_.erase(0, write_some(rest_));
  if (!rest_.empty()) return 0;
  const std::size_t taken = write_some(lines);
  if (taken == 0 || lines[taken - 1] == '\n') return taken;
  const std::size_t end = std::min(lines.find('\n', taken), lines.size() - 1) + 1;
  rest_ = lines.substr(taken, end - taken);
  return end;
}

void append_json_text(std::string& out, std::string_view text, std::size_t most) {
  const std::size_t limit = out.size() + most;
  while (!text.empty() && out.size() < limit) {
    if (const std::size_t plain = std::min(plain_length(text), limit - out.size()); plain > 0) {
      out.append(text.substr(0, plain));
      text.remove_prefix(plain);
      continue;
    }
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
