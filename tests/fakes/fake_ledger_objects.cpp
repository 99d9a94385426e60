#include "tests/fakes/fake_ledger_objects.h"

#include "adapters/json/parser.h"
#include "adapters/json/writer.h"
#include "adapters/kube_codec/ledger/ledger.h"

namespace tollgate::fakes {
namespace {

std::string refusal(int code, const char* reason) {
  json::Writer json;
  json.begin_object().field("kind", "Status").field("reason", reason).field("message", "by the fake").field("code", code);
  return std::move(json.end_object()).take();
}

}  // namespace

FakeLedgerObjects::FakeLedgerObjects() {
  for (const char* method : {"GET ", "PUT "}) server_.script(method + path(), {answer()});
}

FakeLedgerObjects::~FakeLedgerObjects() {
  const std::lock_guard lock{mutex_};
  ending_ = true;
  changed_.notify_all();
}

std::string FakeLedgerObjects::path() { return std::string{kube_codec::kLedgersPath}; }

FakeApiServer::Answer FakeLedgerObjects::answer() {
  return [this](const FakeApiServer::Request& request, FakeApiServer::Peer& peer) { serve(request, peer); };
}

void FakeLedgerObjects::put(const quota::Ledger& ledger) {
  json::Parser parser;
  const std::string object = kube_codec::encode_ledger_spec(ledger);
  put_spec(ledger.root, parser.parse_copy(object).value()["spec"].to_text());
}

void FakeLedgerObjects::put_spec(const std::string& root, const std::string& spec) {
  const std::lock_guard lock{mutex_};
  Stored& stored = objects_[root];
  stored.spec = spec;
  ++stored.generation;
  happened("MODIFIED", root, stored);
}

void FakeLedgerObjects::put_status(const std::string& root, const std::string& status) {
  const std::lock_guard lock{mutex_};
  objects_.at(root).status = status;
  happened("MODIFIED", root, objects_.at(root));
}

void FakeLedgerObjects::remove(const std::string& root) {
  const std::lock_guard lock{mutex_};
  happened("DELETED", root, objects_.at(root));
  objects_.erase(root);
}

void FakeLedgerObjects::end_watches() {
  const std::lock_guard lock{mutex_};
  ++watch_round_;
  changed_.notify_all();
}

void FakeLedgerObjects::set_stalled(bool stalled) {
  const std::lock_guard lock{mutex_};
  stalled_ = stalled;
  changed_.notify_all();
}

std::string FakeLedgerObjects::text_of(const std::string& root, const Stored& stored) {
  json::Writer json;
  json.begin_object().field("kind", "QuotaLedger").key("metadata").begin_object().field("name", root).field("uid", root);
  json.field("resourceVersion", std::to_string(stored.version)).field("generation", stored.generation).end_object();
  json.key("spec").raw(stored.spec).key("status").raw(stored.status).end_object();
  return std::move(json).take();
}

// With the lock. A deletion has a version of its own, too.
void FakeLedgerObjects::happened(const char* type, const std::string& root, Stored& stored) {
  stored.version = ++versions_;
  json::Writer json;
  json.begin_object().field("type", type).key("object").raw(text_of(root, stored)).end_object();
  events_.emplace_back(versions_, std::move(json).take());
  changed_.notify_all();
}

void FakeLedgerObjects::serve(const FakeApiServer::Request& request, FakeApiServer::Peer& peer) {
  const std::string rest = request.target.substr(path().size());
  if (rest.find("watch=1") != std::string::npos) return watch(rest, peer);
  const std::lock_guard lock{mutex_};
  const std::string root = rest.starts_with('/') ? rest.substr(1, rest.find_first_of("/?", 1) - 1) : std::string{};
  if (root.empty()) return peer.answer(200, list());
  const auto found = objects_.find(root);
  if (found == objects_.end()) return peer.answer(404, refusal(404, "NotFound"));
  const bool taken = request.method == "GET" || swap(request.body, found->first, found->second);
  if (!taken) return peer.answer(409, refusal(409, "Conflict"));
  peer.answer(200, text_of(found->first, found->second));
}

bool FakeLedgerObjects::swap(const std::string& body, const std::string& root, Stored& stored) {
  json::Parser parser;
  const json::Value object = parser.parse_copy(body).value();
  if (object["metadata"]["resourceVersion"].text() != std::to_string(stored.version)) return false;
  stored.status = object["status"].to_text();
  happened("MODIFIED", root, stored);
  return true;
}

std::string FakeLedgerObjects::list() {
  json::Writer json;
  json.begin_object().key("metadata").begin_object().field("resourceVersion", std::to_string(versions_)).end_object();
  json.key("items").begin_array();
  for (const auto& [root, stored] : objects_) json.raw(text_of(root, stored));
  json.end_array().end_object();
  return std::move(json).take();
}

void FakeLedgerObjects::watch(const std::string& query, FakeApiServer::Peer& peer) {
  constexpr std::string_view kFrom = "resourceVersion=";
  int told = std::stoi(query.substr(query.find(kFrom) + kFrom.size()));
  peer.begin(200);
  std::unique_lock lock{mutex_};
  for (const int round = watch_round_; !ending_ && round == watch_round_; changed_.wait(lock)) {
    if (stalled_) continue;
    for (const auto& [version, event] : events_) {
      if (version > told) peer.chunk(event);
    }
    told = versions_;
  }
  peer.end();
}

}  // namespace tollgate::fakes
