#include "adapters/kube_codec/ledger/ledger.h"

#include <fmt/format.h>

#include "adapters/kube_codec/ledger/readers.h"

namespace tollgate::kube_codec {
namespace {

constexpr Member<quota::Ledger> kMetadata[] = {
    {"name", into_string<&quota::Ledger::root>},
    {"uid", into_string<&quota::Ledger::uid>},
    {"resourceVersion", into_string<&quota::Ledger::version>},
    {"generation", into_count<&quota::Ledger::generation>},
};

constexpr Member<quota::Ledger> kLedger[] = {
    {"metadata", [](const Cursor& at, quota::Ledger& ledger) { read_object(at, kMetadata, ledger); }},
    {"spec", [](const Cursor& at, quota::Ledger& ledger) { read_spec(at, ledger.spec); }},
    {"status", [](const Cursor& at, quota::Ledger& ledger) { read_status(at, ledger.status); }},
};

// Before anything else is read of it: what a newer one means by its fields is not known.
Result<void> expect_our_format(const json::Value& object) {
  const auto format = object["spec"]["format"].integer();
  if (!format || *format < 1) return Error{ErrorCode::kInvalid, "spec.format: missing"};
  if (*format <= kLedgerFormat) return {};
  return Error{ErrorCode::kInvalid,
               fmt::format("it was written by a newer Tollgate (format {}, this one knows {}) and is left as it is", *format,
                           kLedgerFormat)};
}

}  // namespace

std::string ledger_path(std::string_view root) { return std::string{kLedgersPath} + "/" + std::string{root}; }

Result<quota::Ledger> decode_ledger(const json::Value& object) {
  const auto refused = [&](std::string why) {
    return Error{ErrorCode::kInvalid, std::move(why)}.during(fmt::format("quota ledger {}", object["metadata"]["name"].text()));
  };
  if (const auto ours = expect_our_format(object); !ours.ok()) return refused(ours.error().message);
  Reading reading;
  quota::Ledger ledger;
  const Cursor at{reading, "", object};
  read_object(at, kLedger, ledger);
  if (ledger.root.empty()) at.wrong("metadata.name: missing");
  if (ledger.version.empty()) at.wrong("metadata.resourceVersion: missing");
  if (reading.mistake) return refused(*std::move(reading.mistake));
  return ledger;
}

}  // namespace tollgate::kube_codec
