// How everything fails: Result<T> holds a T or an Error; TRY unwraps or returns the error to the caller.
//
// No exception crosses a folder. A library's exceptions are caught in the adapter that calls it and become an Error.
// The code alone says whether trying again makes sense; the message is for people and names the subject.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tollgate {

enum class ErrorCode {
  kInvalid,         // the input is wrong; trying again changes nothing
  kNotFound,        // the named thing does not exist
  kConflict,        // somebody else changed it meanwhile: read again, then decide again
  kExists,          // it was to be made and is there already: read it and compare
  kGone,            // the version asked for is no longer kept (HTTP 410): list again
  kForbidden,       // credentials are refused or do not suffice
  kUnavailable,     // the other side did not do it; trying again later makes sense
  kOutcomeUnknown,  // it may have happened: read back before deciding anything
  kInternal,        // a mistake of ours
};

// NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): the analyzer takes a Result's value for its Error
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  // "reading policies/a.yaml: permission denied": the outer layer says what it was doing.
  [[nodiscard]] Error during(std::string_view what) && {
    message = std::string{what} + ": " + message;
    return std::move(*this);
  }

  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return error;` make a Result
  Result(T value) : held_{std::in_place_index<0>, std::move(value)} {}
  Result(Error error) : held_{std::in_place_index<1>, std::move(error)} {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& { return std::get<0>(held_); }
  [[nodiscard]] T& value() & { return std::get<0>(held_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(held_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] const Error& error() const& { return std::get<1>(held_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(held_)); }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): `return error;`
  Result(Error error) : error_{std::move(error)}, ok_{false} {}

  [[nodiscard]] bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  void value() const {}
  [[nodiscard]] const Error& error() const& { return error_; }
  [[nodiscard]] Error&& error() && { return std::move(error_); }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace tollgate

// TRY(expression): the value of a Result, or return its Error from the enclosing function.
#define TRY(...)                                                \
  __extension__({                                               \
    auto try_result = (__VA_ARGS__);                            \
    if (!try_result.ok()) return std::move(try_result).error(); \
    std::move(try_result).value();                              \
  })
