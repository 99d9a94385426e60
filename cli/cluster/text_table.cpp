#include "cli/cluster/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tollgate::cli {

TextTable::TextTable(std::vector<std::string> header) {
  for (std::string& name : header) {
    is_number_.push_back(name.starts_with('>'));
    if (is_number_.back()) name.erase(0, 1);
  }
  rows_.push_back(std::move(header));
}

void TextTable::print(std::ostream& out) const {
  if (rows_.size() < 2) return;
  std::vector<std::size_t> widths(is_number_.size());
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) widths[column] = std::max(widths[column], row[column].size());
  }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) line += "  ";
      line += is_number_[column] ? fmt::format("{:>{}}", row[column], widths[column])
                                 : fmt::format("{:<{}}", row[column], widths[column]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace tollgate::cli
