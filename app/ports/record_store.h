// A few small texts that outlive the process: what was last applied to something outside.
//
// Thread-safe. Calls block until the implementation's own deadline; none retries.

#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate {

struct StoredRecord {
  std::string text;     // empty = there is none yet
  std::string version;  // opaque; belongs to the text

  bool operator==(const StoredRecord&) const = default;
};

class RecordStore {
 public:
  virtual Result<StoredRecord> load(std::string_view name) = 0;

  // Replaces the text if its version is still `record.version`; returns the new version. kConflict: somebody else was faster.
  virtual Result<std::string> store(std::string_view name, const StoredRecord& record) = 0;

 protected:
  ~RecordStore() = default;
};

}  // namespace tollgate
