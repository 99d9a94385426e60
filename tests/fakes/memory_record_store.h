// A RecordStore that forgets with the process, counts its writes, and can be made to fail.

#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "app/ports/record_store.h"

namespace tollgate::fakes {

class MemoryRecordStore final : public RecordStore {
 public:
  std::map<std::string, StoredRecord, std::less<>> records;
  std::optional<Error> next_store;  // the next store fails with it, once
  std::size_t writes = 0;

  Result<StoredRecord> load(std::string_view name) override {
    const std::lock_guard lock{mutex_};
    const auto found = records.find(name);
    return found == records.end() ? StoredRecord{} : found->second;
  }

  Result<std::string> store(std::string_view name, const StoredRecord& record) override {
    const std::lock_guard lock{mutex_};
    if (next_store) return *std::exchange(next_store, std::nullopt);
    StoredRecord& kept = records[std::string{name}];
    if (kept.version != record.version) return Error{ErrorCode::kConflict, "somebody else was faster"};
    kept = {record.text, std::to_string(++writes)};
    return kept.version;
  }

 private:
  std::mutex mutex_;
};

}  // namespace tollgate::fakes
