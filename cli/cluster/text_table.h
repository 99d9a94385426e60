// Rows under a header, each column as wide as it must be.

#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace tollgate::cli {

class TextTable {
 public:
  // Columns whose header begins with '>' are numbers: they stand to the right.
  explicit TextTable(std::vector<std::string> header);

  // As many cells as the header has.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  // Nothing when there are no rows.
  void print(std::ostream& out) const;

 private:
  std::vector<bool> is_number_;
  std::vector<std::vector<std::string>> rows_;  // the header first
};

}  // namespace tollgate::cli
