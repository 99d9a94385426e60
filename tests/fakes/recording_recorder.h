// A Recorder that remembers.

#pragma once

#include <mutex>
#include <vector>

#include "app/ports/recorder.h"

namespace tollgate::fakes {

class RecordingRecorder final : public Recorder {
 public:
  void record(DecisionRecord record) override {
    const std::lock_guard lock{mutex_};
    records_.push_back(std::move(record));
  }

  std::vector<DecisionRecord> records() const {
    const std::lock_guard lock{mutex_};
    return records_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<DecisionRecord> records_;
};

}  // namespace tollgate::fakes
