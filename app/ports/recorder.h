// Where decisions are told: the decision log and the metrics. One call a decision, after it was made.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/model/instant.h"

namespace tollgate {

// An owning copy of what is worth saying about one decision; it outlives the request.
struct DecisionRecord {
  Instant time;
  std::string phase;                    // "mutate" or "validate"
  std::string verdict;                  // "allowed", "denied", "error"
  int code = 200;                       // 200, 403, 422, 503
  std::vector<std::string> rules;       // of the enforced problems, sorted, unique
  std::vector<std::string> exemptions;  // those that silenced something, by name
  std::string request_uid;
  std::string operation;
  std::string resource;  // "pods", "pods/status", "deployments.apps"
  std::string namespace_name;
  std::string name;
  std::string caller;
  std::string team;
  std::string user;
  std::string job_type;
  std::string policy_digest;
  bool dry_run = false;
  std::chrono::microseconds took{0};
};

class Recorder {
 public:
  // Thread-safe; never blocks, never fails.
  virtual void record(DecisionRecord record) = 0;

 protected:
  ~Recorder() = default;
};

}  // namespace tollgate
