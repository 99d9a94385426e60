// What was said already: a state that lasts is worth one line in the log, not one each pass.

#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tollgate::controller {

class SaidOnce {
 public:
  // The lines that were not true at the last call. What is no longer among `now_true` is forgotten, and news when it comes back.
  std::vector<std::string> news(const std::vector<std::string>& now_true) {
    std::vector<std::string> fresh;
    std::ranges::copy_if(now_true, std::back_inserter(fresh), [this](const std::string& line) { return !said_.contains(line); });
    said_ = {now_true.begin(), now_true.end()};
    return fresh;
  }

 private:
  std::set<std::string> said_;
};

}  // namespace tollgate::controller
