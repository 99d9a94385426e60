// Ledgers as QuotaLedger objects at the API server: exact for any number of replicas.
//
// A watch brings every change, sooner or later; what this process reads or stores itself it knows at once. Of two copies the
// one with the larger resourceVersion counts. Those grow over everything the API server stores, so the versions of a ledger
// that was deleted and made again are larger than any it had before: an old copy is never taken for the new ledger, and a
// compare-and-swap with an old version never succeeds on it.
//
// A ledger that cannot be read, because it was edited by hand or written by a newer Tollgate, is nobody's copy any more: each
// live read says why, and nothing is stored over it.

#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/watch/watch.h"
#include "adapters/system/guarded.h"
#include "app/ports/clock.h"
#include "app/ports/log.h"
#include "app/ports/quota_store.h"

namespace tollgate::quota_store {

class ApiServer final : public QuotaStore, private kube_client::WatchHandler {
 public:
  struct Needs {
    kube_client::Api& api;
    const Clock& clock;
    Log& log;
  };

  // Begins to watch at once. What `needs` refers to outlives it.
  explicit ApiServer(Needs needs) : ApiServer{needs, kube_client::Watch::Settings{}} {}
  ApiServer(Needs needs, kube_client::Watch::Settings settings);

  // Whether all ledgers were listed once; once true it stays so. Thread-safe.
  [[nodiscard]] bool synced() const { return watch_.synced(); }

  // The newest copies, by root. Thread-safe, never blocks.
  [[nodiscard]] std::vector<std::shared_ptr<const quota::Ledger>> all() const;

  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override;
  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override;
  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override;

 private:
  // What is known of one root: its ledger, or that there is none we could read, and since which version.
  struct Copy {
    std::uint64_t version = 0;
    std::shared_ptr<const quota::Ledger> ledger;  // null: unreadable, or gone
  };
  using Copies = std::map<std::string, Copy, std::less<>>;

  void list_begins() override { listed_.clear(); }
  void list_ends() override;
  void put(const kube_client::Object& object) override;
  void removed(const kube_client::Object& object) override;
  void reached(const std::string& resource_version) override;

  [[nodiscard]] kube_client::Patience until(std::chrono::nanoseconds deadline) const;
  Result<quota::Ledger> take(const std::string& body);
  void keep(const std::string& root, Copy copy);

  Needs needs_;
  mutable system::Guarded<Copies> copies_;
  std::set<std::string> listed_;  // names in the list under way; the watch's thread only
  std::uint64_t reached_ = 0;     // the watch's thread only
  kube_client::Watch watch_;
};

}  // namespace tollgate::quota_store
