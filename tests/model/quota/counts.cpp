#include "tests/model/quota/counts.h"

#include <fmt/format.h>

#include <array>

namespace tollgate::model_test {
namespace {

struct Row {
  const char* name;
  std::uint64_t Counts::*count;
};

constexpr std::array kRows{
    Row{"runs", &Counts::runs},
    Row{"steps", &Counts::steps},
    Row{"creates", &Counts::creates},
    Row{"granted", &Counts::grants},
    Row{"refused", &Counts::refusals},
    Row{"not answered in time", &Counts::unanswered},
    Row{"pods", &Counts::pods},
    Row{"names taken", &Counts::names_taken},
    Row{"refused by another hook", &Counts::refused_elsewhere},
    Row{"swaps", &Counts::swaps},
    Row{"conflicts", &Counts::conflicts},
    Row{"lost requests", &Counts::lost_requests},
    Row{"lost replies", &Counts::lost_replies},
    Row{"writes that came late", &Counts::late_writes},
    Row{"crashed replicas", &Counts::crashes},
    Row{"leader changes", &Counts::leaders},
    Row{"relists", &Counts::relists},
    Row{"stalled watches", &Counts::stalls},
    Row{"confirmations", &Counts::confirmations},
    Row{"expiries", &Counts::expiries},
    Row{"policy edits", &Counts::edits},
    Row{"ledgers recreated", &Counts::recreations},
    Row{"probes after quiet", &Counts::probes},
};

}  // namespace

void Counts::add(const Counts& other) {
  for (const Row& row : kRows) this->*row.count += other.*row.count;
}

std::string Counts::to_text() const {
  std::string text;
  for (const Row& row : kRows) text += fmt::format("{:>12}  {}\n", this->*row.count, row.name);
  return text;
}

}  // namespace tollgate::model_test
