#include "core/model/instant.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <charconv>
#include <optional>

namespace tollgate {
namespace {

using namespace std::chrono;

Error malformed(std::string_view text) { return {ErrorCode::kInvalid, fmt::format("not an RFC 3339 time: \"{}\"", text)}; }

// Exactly `width` digits from the front of `text`; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t width) {
  int value = -1;
  if (text.size() < width) return -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + width, value);
  if (code != std::errc{} || end != text.data() + width || value < 0 || text.front() == '-') return -1;
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// "2026-11-22" from the front of `text`; nothing when no such day is there.
std::optional<Day> take_day(std::string_view& text) {
  const int y = take_digits(text, 4);
  const bool dash1 = take(text, '-');
  const int m = take_digits(text, 2);
  const bool dash2 = take(text, '-');
  const int d = take_digits(text, 2);
  if (y < 0 || !dash1 || m < 0 || !dash2 || d < 0) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return date.ok() ? std::optional{Day{date}} : std::nullopt;
}

Result<Duration> take_fraction(std::string_view& text, std::string_view whole) {
  if (!take(text, '.')) return Duration{0};
  int millis = 0;
  std::size_t digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits, text.remove_prefix(1)) {
    if (digits < 3) millis = millis * 10 + (text.front() - '0');
  }
  if (digits == 0 || digits > 9) return malformed(whole);
  for (; digits < 3; ++digits) millis *= 10;
  return Duration{millis};
}

Result<minutes> take_offset(std::string_view& text, std::string_view whole) {
  if (take(text, 'Z') || take(text, 'z')) return minutes{0};
  const bool west = !text.empty() && text.front() == '-';
  if (!west && (text.empty() || text.front() != '+')) return malformed(whole);
  text.remove_prefix(1);
  const int hour = take_digits(text, 2);
  const bool colon = take(text, ':');
  const int minute = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !colon || minute < 0 || minute > 59) return malformed(whole);
  const minutes offset = hours{hour} + minutes{minute};
  return west ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Instant at) {
  const Day day = floor<days>(at);
  const hh_mm_ss time{at - day};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_date(day), time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

Result<Instant> instant_from_rfc3339(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Day> date = take_day(rest);
  const bool tee = take(rest, 'T') || take(rest, 't');
  const int h = take_digits(rest, 2);
  const bool colon1 = take(rest, ':');
  const int mi = take_digits(rest, 2);
  const bool colon2 = take(rest, ':');
  const int s = take_digits(rest, 2);
  if (!date || !tee || h < 0 || h > 23 || !colon1 || mi < 0 || mi > 59 || !colon2 || s < 0 || s > 59) return malformed(text);
  const Duration fraction = TRY(take_fraction(rest, text));
  const minutes offset = TRY(take_offset(rest, text));
  if (!rest.empty()) return malformed(text);
  return Instant{*date + hours{h} + minutes{mi} + seconds{s} + fraction - offset};
}

Result<Day> day_from_text(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Day> day = take_day(rest);
  if (day && rest.empty()) return *day;
  return Error{ErrorCode::kInvalid, fmt::format("not a day: \"{}\"", text)};
}

std::string to_date(Day day) {
  const year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace tollgate
