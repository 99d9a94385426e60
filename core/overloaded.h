// The one helper for std::visit: a set of lambdas as one visitor.

#pragma once

namespace tollgate {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;  // clang 16 does not deduce it for an aggregate

}  // namespace tollgate
