// The parameters of one rule instance, checked against the rule's ParamSpecs: a rule's compile() asks by name and type.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/policy/rule.h"

namespace tollgate::policy {

// Every parameter of the specs has a value here: as written in the PodPolicy, else its default. Asking for a name or type
// that the specs lack is a mistake of the programmer and aborts.
class Params {
 public:
  using Value = std::variant<std::string, std::vector<std::string>, bool, std::int64_t>;

  // All defaults: what a default rule runs with, and where a reader of documents begins.
  explicit Params(std::span<const ParamSpec> specs);

  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& texts(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;

  void write(std::string_view name, Value value);

 private:
  template <class T>
  const T& get(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace tollgate::policy
