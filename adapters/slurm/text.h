// Small readers shared by the parsers of this folder.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tollgate::slurm {

inline constexpr std::string_view kGpuTres = "gres/gpu=";

// Every part, empty ones too; one part for empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string_view trim(std::string_view text);

// A whole decimal number that fits.
Result<std::int64_t> number(std::string_view text);

}  // namespace tollgate::slurm
