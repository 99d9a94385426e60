// The one helper for std::visit: a set of lambdas as one visitor.

#pragma once

namespace tollgate {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

}  // namespace tollgate
