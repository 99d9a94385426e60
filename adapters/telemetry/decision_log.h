// The decision log: one JSON object a decision, numbered and chained by hash, so that a missing or altered line shows.
//
//   {"n":1,"opened":"2026-11-22T10:00:00.000Z","previous":"000…","chain":"9f2c…"}
//   {"n":2,"time":"…","phase":"validate","verdict":"denied","code":403,"rules":["spot"],…,"micros":9,"chain":"51be…"}
//   {"n":3,"dropped":12,"chain":"77aa…"}
//
// chain = SHA-256 of the chain before it and of the line without its own `chain` member. Opening a file, also again, writes an
// `opened` line with the chain it continues. One thread writes, many lines at once; when it cannot keep up, decisions are
// dropped and the next line says how many.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/system/guarded.h"
#include "adapters/system/unique_fd.h"
#include "adapters/telemetry/line_output.h"
#include "app/ports/clock.h"
#include "app/ports/recorder.h"
#include "core/result.h"

namespace tollgate::telemetry {

class DecisionLog {
 public:
  // Appends to `path`, going on with the chain of its last whole line; "-" is standard output. `clock` outlives the log.
  static Result<std::unique_ptr<DecisionLog>> open(const std::string& path, const Clock& clock);

  // Writes what is queued, as far as the file takes it.
  ~DecisionLog();
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  // Thread-safe; never blocks.
  void append(const DecisionRecord& record);

  // Opens the path anew before the next line: the old file may have been moved away. Thread-safe.
  void reopen();

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  struct Pending {
    std::string records;        // the members of each, with a line end
    std::uint64_t dropped = 0;  // since the last batch
    bool reopen = false;
  };
  struct Chain {
    std::uint64_t number = 0;  // of the last line
    std::string hash = std::string(64, '0');
  };

  DecisionLog(std::string path, const Clock& clock);
  Result<void> open_file();
  void write_opening();
  void run(const std::stop_token& stop);
  void write_batch(const Pending& batch);
  std::uint64_t write_lines(std::string_view records);

  static Chain after(std::string_view line);  // the last one of a file

  std::string path_;
  const Clock& clock_;
  system::UniqueFd file_;
  LineOutput output_{-1};
  Chain chain_;
  std::atomic<std::uint64_t> dropped_{0};
  system::Guarded<Pending> pending_;
  std::condition_variable_any arrived_;
  std::jthread writer_;
};

}  // namespace tollgate::telemetry
