// SHA-256, for recognising documents.

#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tollgate::policy_files {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  // Parts do not run into each other: ("ab", "c") differs from ("a", "bc").
  void add(std::string_view part);

  // "sha256:" and 64 hex digits. Once.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tollgate::policy_files
