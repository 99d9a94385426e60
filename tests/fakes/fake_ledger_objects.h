// QuotaLedger objects on a fake API server: get, list and watch, PUT of the status with its compare-and-swap. Their specs are
// changed by the test, behind the caller's back. Scripts of longer prefixes come first: with them a test lets a call fail.

#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/quota/ledger.h"
#include "tests/fakes/fake_api_server.h"

namespace tollgate::fakes {

class FakeLedgerObjects {
 public:
  FakeLedgerObjects();
  ~FakeLedgerObjects();
  FakeLedgerObjects(const FakeLedgerObjects&) = delete;
  FakeLedgerObjects& operator=(const FakeLedgerObjects&) = delete;

  [[nodiscard]] FakeApiServer& server() { return server_; }
  static std::string path();

  // What answers when no script of the test does.
  FakeApiServer::Answer answer();

  // Makes the object, or changes its spec.
  void put(const quota::Ledger& ledger);
  // As somebody who edits it by hand: JSON.
  void put_spec(const std::string& root, const std::string& spec);
  void put_status(const std::string& root, const std::string& status);
  void remove(const std::string& root);

  // The server ends the watches that are open now.
  void end_watches();
  // From now on watches tell nothing, until release().
  void stall() { set_stalled(true); }
  void release() { set_stalled(false); }

 private:
  struct Stored {
    std::string spec;
    std::string status = "{}";
    int version = 0;
    int generation = 0;
  };

  static std::string text_of(const std::string& root, const Stored& stored);
  void happened(const char* type, const std::string& root, Stored& stored);
  void set_stalled(bool stalled);
  void serve(const FakeApiServer::Request& request, FakeApiServer::Peer& peer);
  bool swap(const std::string& body, const std::string& root, Stored& stored);
  std::string list();
  void watch(const std::string& query, FakeApiServer::Peer& peer);

  std::mutex mutex_;  // of all down to ending_
  std::condition_variable changed_;
  std::map<std::string, Stored, std::less<>> objects_;
  std::vector<std::pair<int, std::string>> events_;  // by version
  int versions_ = 100;
  int watch_round_ = 0;
  bool stalled_ = false;
  bool ending_ = false;
  FakeApiServer server_;
};

}  // namespace tollgate::fakes
