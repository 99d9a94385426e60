// A use case that calls its ports several times, stopped between any two calls.
//
// It is run anew for every step, with the answers it had so far, until it makes a call that has none yet. That call is made, and
// perhaps the next; then it is stopped by an exception, and what it has changed by then is thrown away with the copy it ran on.

#pragma once

#include <variant>
#include <vector>

#include "tests/model/quota/chance.h"

namespace tollgate::model_test {

struct Stopped {};

template <class... Values>
class Stepwise {
 public:
  explicit Stepwise(Chance& chance) : chance_{chance} {}

  // Before each run: another attempt at the same pass, or a new one.
  void again() { at_ = fresh_ = 0; }
  void anew() {
    answers_.clear();
    again();
  }

  template <class Call>
  auto answer(Call call) {
    using Value = std::invoke_result_t<Call>;
    if (at_ == answers_.size()) {
      if (fresh_++ > 0 && !chance_.one_in(3)) throw Stopped{};
      answers_.emplace_back(call());
    }
    return std::get<Value>(answers_[at_++]);
  }

 private:
  Chance& chance_;
  std::vector<std::variant<Values...>> answers_;
  std::size_t at_ = 0;     // the next answer of this run
  std::size_t fresh_ = 0;  // calls of this run that had none
};

}  // namespace tollgate::model_test
