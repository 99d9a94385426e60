#include "adapters/kube_client/ledger_writer.h"

#include <algorithm>

#include "adapters/json/writer.h"
#include "adapters/kube_client/outcome.h"
#include "adapters/kube_codec/ledger/ledger.h"

namespace tollgate::kube_client {
namespace {

using reconcile::ObservedLedger;

std::vector<std::string> finalizers_of(const Object& object) {
  const json::Value list = object.value["metadata"]["finalizers"];
  std::vector<std::string> finalizers;
  finalizers.reserve(list.size());
  for (const json::Value& finalizer : list.items()) finalizers.emplace_back(finalizer.text());
  return finalizers;
}

ObservedLedger observe(const Object& object) {
  ObservedLedger seen{.deleting = object.stored.deleting};
  seen.held = std::ranges::count(finalizers_of(object), kube_codec::kLedgerFinalizer) > 0;
  Result<quota::Ledger> ledger = kube_codec::decode_ledger(object.value);
  if (ledger) {
    seen.ledger = std::move(ledger).value();
    return seen;
  }
  seen.ledger.root = object.stored.name;
  seen.ledger.uid = object.stored.uid;
  seen.ledger.version = object.stored.resource_version;
  const bool is_newer = object.value["spec"]["format"].integer().value_or(0) > kube_codec::kLedgerFormat;
  (is_newer ? seen.newer : seen.broken) = ledger.error().message;
  return seen;
}

// Of the object as it was seen: its uid, so that no other one of that name is meant, and its version.
json::Writer& as_seen(json::Writer& json, const std::string& uid, const std::string& version) {
  return json.begin_object().field("uid", uid).field("resourceVersion", version);
}

// One operation, up to its value.
json::Writer& patch(json::Writer& json, std::string_view operation, std::string_view path) {
  return json.begin_object().field("op", operation).field("path", path).key("value");
}

}  // namespace

Result<std::vector<ObservedLedger>> LedgerWriter::list() {
  std::vector<ObservedLedger> all;
  const auto take = [&](const Object& object) { all.push_back(observe(object)); };
  const std::string path{kube_codec::kLedgersPath};
  Result<std::string> version = api_.list(path, take, {.at_most = at_most_, .stop = {}});
  if (!version) return std::move(version).error();
  return all;
}

Result<void> LedgerWriter::create(const std::string& root, const quota::LedgerSpec& spec) {
  const quota::Ledger ledger{.root = root, .version = {}, .generation = 0, .spec = spec, .status = {}};
  TRY(api_.create(std::string{kube_codec::kLedgersPath}, kube_codec::encode_ledger_spec(ledger),
                  {.at_most = at_most_, .stop = {}}));
  return {};
}

// Promises come in all the time and are no reason to begin anew: that the limits are as they were seen is tested by their
// generation. What stands in the object beside them stays.
Result<void> LedgerWriter::write_spec(const ObservedLedger& seen, const quota::LedgerSpec& spec) {
  json::Writer json;
  json.begin_array();
  patch(json, "test", "/metadata/uid").text(seen.ledger.uid).end_object();
  patch(json, "test", "/metadata/generation").number(seen.ledger.generation).end_object();
  if (lets_grant_again(seen, spec)) patch(json, "test", "/metadata/resourceVersion").text(seen.ledger.version).end_object();
  patch(json, "add", "/spec").raw(kube_codec::encode_ledger_limits(spec)).end_object();
  if (!seen.held && !seen.deleting)
    patch(json, "add", "/metadata/finalizers").begin_array().text(kube_codec::kLedgerFinalizer).end_array().end_object();
  json.end_array();
  return outcome_of_test(
      api_.json_patch(kube_codec::ledger_path(seen.ledger.root), std::move(json).take(), {.at_most = at_most_, .stop = {}}));
}

Result<void> LedgerWriter::remove(const ObservedLedger& seen) {
  const std::string version = seen.held ? TRY(let_go(seen)) : seen.ledger.version;
  if (seen.deleting) return {};
  json::Writer json;
  as_seen(json.begin_object().key("preconditions"), seen.ledger.uid, version).end_object().end_object();
  TRY(api_.remove(kube_codec::ledger_path(seen.ledger.root), std::move(json).take(), {.at_most = at_most_, .stop = {}}));
  return {};
}

// Takes our finalizer off, and returns the object's new version.
Result<std::string> LedgerWriter::let_go(const ObservedLedger& seen) {
  const Patience patience{.at_most = at_most_, .stop = {}};
  const std::string path = kube_codec::ledger_path(seen.ledger.root);
  Decoder decoder;
  const std::string body = TRY(api_.get(path, patience));
  std::vector<std::string> finalizers = finalizers_of(TRY(decoder.object(body)));
  std::erase(finalizers, kube_codec::kLedgerFinalizer);
  json::Writer json;
  as_seen(json.begin_object().key("metadata"), seen.ledger.uid, seen.ledger.version).key("finalizers").begin_array();
  for (const std::string& finalizer : finalizers) json.text(finalizer);
  json.end_array().end_object().end_object();
  const std::string stored = TRY(api_.merge_patch(path, std::move(json).take(), patience));
  return TRY(decoder.object(stored)).stored.resource_version;
}

}  // namespace tollgate::kube_client
