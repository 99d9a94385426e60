// Bytes as a quota ledger, as somebody may have edited it: refused, or a value by which can be counted, and which is read again
// from what would be written of it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/json/parser.h"
#include "adapters/json/writer.h"
#include "adapters/kube_codec/ledger/ledger.h"
#include "core/quota/usage.h"

namespace {

using namespace tollgate;

std::string stored(const quota::Ledger& ledger) {
  json::Parser parser;
  json::Writer json;
  json.begin_object().key("metadata").begin_object().field("name", ledger.root).field("resourceVersion", ledger.version);
  json.field("generation", ledger.generation).end_object();
  json.key("spec").raw(parser.parse_copy(kube_codec::encode_ledger_spec(ledger)).value()["spec"].to_text());
  json.key("status").raw(parser.parse_copy(kube_codec::encode_ledger_status(ledger)).value()["status"].to_text());
  return std::move(json.end_object()).take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT(readability-identifier-naming)
  const std::string text{reinterpret_cast<const char*>(data), size};
  json::Parser parser;
  const auto value = parser.parse_copy(text);
  if (!value.ok()) return 0;
  const auto ledger = kube_codec::decode_ledger(*value);
  if (!ledger.ok()) return 0;
  (void)quota::Usage::of(*ledger).ok();
  json::Parser again;
  const std::string written = stored(*ledger);
  const auto back = kube_codec::decode_ledger(again.parse_copy(written).value());
  if (!back.ok() || *back != *ledger) std::abort();
  return 0;
}
