// Ledgers as the API server would give them, for the tests of the codec.

#pragma once

#include <string>
#include <string_view>

#include "adapters/json/parser.h"
#include "adapters/json/writer.h"
#include "adapters/kube_codec/ledger/ledger.h"

namespace tollgate::kube_codec {

inline Result<quota::Ledger> decoded(std::string_view text) {
  json::Parser parser;
  return decode_ledger(*parser.parse_copy(text));
}

// An object with this spec and status, both JSON.
inline std::string object_with(const std::string& spec, const std::string& status) {
  return R"({"metadata":{"name":"research","resourceVersion":"7","generation":3},"spec":)" + spec + R"(,"status":)" + status +
         "}";
}

// What is stored after the spec and the status of a ledger were written: the server keeps of each what is its own.
inline std::string stored(const quota::Ledger& ledger) {
  json::Parser parser;
  const std::string spec = parser.parse_copy(encode_ledger_spec(ledger)).value()["spec"].to_text();
  const std::string status = parser.parse_copy(encode_ledger_status(ledger)).value()["status"].to_text();
  return R"({"metadata":{"name":)" + json::quoted(ledger.root) + R"(,"resourceVersion":")" + ledger.version +
         R"(","generation":)" + std::to_string(ledger.generation) + R"(},"spec":)" + spec + R"(,"status":)" + status + "}";
}

}  // namespace tollgate::kube_codec
