// The program put together: owns every part, in the order they depend on each other, and runs until it is told to stop.

#pragma once

#include <memory>

#include "core/result.h"
#include "webhook/options.h"

namespace tollgate::webhook {

class Service {
 public:
  // Serving when it returns. Call it before any thread is started: it takes over SIGTERM, SIGINT and SIGHUP.
  // kInvalid: the policy has mistakes, all of them in the message, or an option makes no sense.
  static Result<std::unique_ptr<Service>> start(Options options);

  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Blocks until SIGTERM or SIGINT, then drains; a second signal cuts the drain short. SIGHUP reopens the decision log.
  void run();

 private:
  class Impl;
  explicit Service(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace tollgate::webhook
