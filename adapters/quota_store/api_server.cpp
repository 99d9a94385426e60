#include "adapters/quota_store/api_server.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/kube_codec/ledger/ledger.h"

namespace tollgate::quota_store {
namespace {

using kube_client::Object;
using kube_codec::ledger_path;

// Longer than any caller means, and short enough to be added to any clock.
constexpr std::chrono::nanoseconds kLongest = std::chrono::minutes{1};

// A resourceVersion is a number, and of one kind of object the larger is the later. What is none is older than all.
std::uint64_t number_of(std::string_view version) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(version.data(), version.data() + version.size(), number);
  return problem == std::errc{} && end == version.data() + version.size() ? number : 0;
}

Error no_ledger(std::string_view root) {
  return {ErrorCode::kNotFound, "there is no quota ledger " + std::string{root} + " yet; does tollgate-controller run?"};
}

}  // namespace

ApiServer::ApiServer(Needs needs, kube_client::Watch::Settings settings)
    : needs_{needs}, watch_{needs.api, std::string{kube_codec::kLedgersPath}, *this, needs.log, settings} {}

std::vector<std::shared_ptr<const quota::Ledger>> ApiServer::all() const {
  const auto copies = copies_.lock();
  std::vector<std::shared_ptr<const quota::Ledger>> ledgers;
  ledgers.reserve(copies->size());
  for (const auto& [root, copy] : *copies) {
    if (copy.ledger) ledgers.push_back(copy.ledger);
  }
  return ledgers;
}

std::shared_ptr<const quota::Ledger> ApiServer::cached(std::string_view root) const {
  const auto copies = copies_.lock();
  const auto found = copies->find(root);
  return found == copies->end() ? nullptr : found->second.ledger;
}

// Without a resourceVersion the API server asks etcd.
Result<quota::Ledger> ApiServer::read_live(std::string_view root, std::chrono::nanoseconds deadline) {
  const Result<std::string> body = needs_.api.get(ledger_path(root), until(deadline));
  if (body) return take(*body);
  return body.error().code == ErrorCode::kNotFound ? no_ledger(root) : body.error();
}

Result<std::string> ApiServer::replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) {
  const std::string path = ledger_path(ledger.root) + "/status";
  const Result<std::string> body = needs_.api.replace(path, kube_codec::encode_ledger_status(ledger), until(deadline));
  if (!body) return body.error().code == ErrorCode::kNotFound ? no_ledger(ledger.root) : body.error();
  const Result<quota::Ledger> stored = take(*body);
  if (stored) return stored->version;
  return Error{ErrorCode::kOutcomeUnknown, "what was stored cannot be read: " + stored.error().message};
}

kube_client::Patience ApiServer::until(std::chrono::nanoseconds deadline) const {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  const std::chrono::nanoseconds left = deadline > now ? std::min(deadline - now, kLongest) : std::chrono::nanoseconds{0};
  return {.at_most = std::chrono::floor<std::chrono::milliseconds>(left), .stop = {}};
}

// An answer to this process's own call.
Result<quota::Ledger> ApiServer::take(const std::string& body) {
  kube_client::Decoder decoder;
  const Object object = TRY(decoder.object(body));
  const std::uint64_t version = number_of(object.stored.resource_version);
  Result<quota::Ledger> ledger = kube_codec::decode_ledger(object.value);
  keep(object.stored.name, {version, ledger ? std::make_shared<const quota::Ledger>(*ledger) : nullptr});
  return ledger;
}

void ApiServer::keep(const std::string& root, Copy copy) {
  const auto copies = copies_.lock();
  Copy& known = (*copies)[root];
  if (copy.version > known.version) known = std::move(copy);
}

// What this process knows already, most often because it stored it itself, is not read again.
void ApiServer::put(const Object& object) {
  const std::string& root = object.stored.name;
  listed_.insert(root);
  const std::uint64_t version = number_of(object.stored.resource_version);
  {
    const auto copies = copies_.lock();
    const auto found = copies->find(root);
    if (found != copies->end() && found->second.version >= version) return;
  }
  Result<quota::Ledger> ledger = kube_codec::decode_ledger(object.value);
  if (ledger) return keep(root, {version, std::make_shared<const quota::Ledger>(std::move(ledger).value())});
  needs_.log.error("quota ledger not understood", {{"root", root}, {"error", ledger.error().message}});
  keep(root, {version, nullptr});
}

// The version of a deletion is its own.
void ApiServer::removed(const Object& object) { keep(object.stored.name, {number_of(object.stored.resource_version), nullptr}); }

// Before list_ends() it is the list's own version.
void ApiServer::reached(const std::string& resource_version) { reached_ = number_of(resource_version); }

// What is not in the list was gone then, unless it was made since.
void ApiServer::list_ends() {
  const auto copies = copies_.lock();
  for (auto& [root, copy] : *copies) {
    if (!listed_.contains(root) && copy.version <= reached_) copy = {reached_, nullptr};
  }
}

}  // namespace tollgate::quota_store
