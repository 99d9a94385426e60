// Points in time and spans of it: UTC, milliseconds. Core never asks for the time; it is passed in.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

// RFC 3339 in UTC with milliseconds: 2026-11-22T10:00:00.123Z.
std::string to_rfc3339(Instant at);

// RFC 3339, any offset, at most nanoseconds (cut to milliseconds). kInvalid names the text.
Result<Instant> instant_from_rfc3339(std::string_view text);

// A day of the calendar: 2026-11-22.
using Day = std::chrono::sys_days;

Result<Day> day_from_text(std::string_view text);
std::string to_date(Day day);

}  // namespace tollgate
