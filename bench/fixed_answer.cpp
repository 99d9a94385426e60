// The transport alone: our listener with a handler that answers always the same.
//
//   bench_fixed_answer PORT CERTIFICATE KEY

#include <csignal>
#include <cstdio>
#include <string>

#include "adapters/https/server.h"
#include "adapters/telemetry/json_log.h"

namespace {

using namespace tollgate;

class FixedAnswer final : public https::Handler {
 public:
  void handle(const https::HttpRequest&, https::Reply reply) override {
    reply.send({.body = R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":)"
                        R"({"uid":"0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f","allowed":true}})"});
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  telemetry::JsonLog log;
  FixedAnswer handler;
  https::ServerOptions options;
  options.listen = std::string{"127.0.0.1:"} + argv[1];
  options.tls = https::CertificateFiles{.certificate = argv[2], .key = argv[3]};
  options.io_threads = 1;

  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigprocmask(SIG_BLOCK, &stop, nullptr);
  const auto server = https::Server::start(options, handler, log);
  if (!server.ok()) return 1;
  int signal = 0;
  return sigwait(&stop, &signal);
}
