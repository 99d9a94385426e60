// The program put together: owns every part, in the order they depend on each other, and runs until it is told to stop.

#pragma once

#include <memory>

#include "controller/options.h"
#include "core/result.h"

namespace tollgate::controller {

class Service {
 public:
  // Answering probes when it returns. Call it before any thread is started: it takes over SIGTERM, SIGINT and SIGHUP.
  // kInvalid: the policy has mistakes, all of them in the message, or an option makes no sense.
  static Result<std::unique_ptr<Service>> start(const Options& options);

  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Leads, or waits to lead, until SIGTERM or SIGINT; then lets the write under way end and gives up the lead.
  void run();

 private:
  class Impl;
  explicit Service(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace tollgate::controller
