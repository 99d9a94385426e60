// A server under test: development certificates in a folder of its own, any free port, an echo for a handler.

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "adapters/https/server.h"
#include "tests/adapters/https/client.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::https::testing {

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Runs certs/make-dev-certs.sh into `folder`.
CertificateFiles make_certificates(const std::filesystem::path& folder);

// One pair for all tests of this process that do not change it.
const CertificateFiles& shared_certificates();

// Answers with a function; the default says "<method> <path> <bytes of the body>".
class FunctionHandler final : public Handler {
 public:
  using Function = std::function<void(const HttpRequest&, Reply)>;
  FunctionHandler();
  explicit FunctionHandler(Function function) : function_{std::move(function)} {}
  void handle(const HttpRequest& request, Reply reply) override { function_(request, std::move(reply)); }

 private:
  Function function_;
};

// TLS on a free port of 127.0.0.1, two I/O threads.
ServerOptions test_options();

class RunningServer {
 public:
  explicit RunningServer(ServerOptions options = test_options(), FunctionHandler handler = FunctionHandler{});

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  [[nodiscard]] const fakes::RecordingLog& log() const { return log_; }
  void destroy() { server_.reset(); }

 private:
  fakes::RecordingLog log_;
  FunctionHandler handler_;
  std::unique_ptr<Server> server_;
};

// Open descriptors of this process.
std::size_t open_descriptors();

// Looks again and again until it is true, at most 10 s. For what no event announces.
bool eventually(const std::function<bool()>& condition);

}  // namespace tollgate::https::testing
