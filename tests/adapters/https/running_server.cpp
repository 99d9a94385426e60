#include "tests/adapters/https/running_server.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace tollgate::https::testing {

using namespace std::chrono_literals;

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "tollgate-test-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

CertificateFiles make_certificates(const std::filesystem::path& folder) {
  const std::string command = fmt::format("certs/make-dev-certs.sh '{}'", folder.string());
  if (std::system(command.c_str()) != 0) throw std::runtime_error{"no certificates"};
  return {.certificate = folder / "tls.crt", .key = folder / "tls.key"};
}

const CertificateFiles& shared_certificates() {
  static const TemporaryFolder folder;
  static const CertificateFiles files = make_certificates(folder.path());
  return files;
}

FunctionHandler::FunctionHandler()
    : function_{[](const HttpRequest& request, Reply reply) {
        reply.send({.body = fmt::format("{} {} {}", request.method, request.path, request.body.size())});
      }} {}

ServerOptions test_options() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.tls = shared_certificates();
  options.io_threads = 2;
  return options;
}

RunningServer::RunningServer(ServerOptions options, FunctionHandler handler) : handler_{std::move(handler)} {
  auto started = Server::start(std::move(options), handler_, log_);
  if (!started.ok()) throw std::runtime_error{started.error().message};
  server_ = std::move(started).value();
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace tollgate::https::testing
