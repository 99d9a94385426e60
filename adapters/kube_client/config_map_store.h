// RecordStore over ConfigMaps, one a record, in our own namespace.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/kube_client/api.h"
#include "app/ports/record_store.h"

namespace tollgate::kube_client {

class ConfigMapStore final : public RecordStore {
 public:
  // `api` outlives it. The ConfigMaps are called `prefix` + the record's name. Each call takes at most `at_most`.
  ConfigMapStore(Api& api, std::string namespace_name, std::string prefix = "tollgate-",
                 std::chrono::milliseconds at_most = std::chrono::seconds{10});

  Result<StoredRecord> load(std::string_view name) override;
  Result<std::string> store(std::string_view name, const StoredRecord& record) override;

 private:
  Api& api_;
  std::string collection_;
  std::string namespace_name_;
  std::string prefix_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
