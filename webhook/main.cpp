// tollgate-webhook: answers the API server's admission calls.
//
// Exit status: 0 after SIGTERM or SIGINT, 1 when something it needs cannot be had, 2 for a bad command line or policy.

#include <fmt/format.h>

#include <cstdio>
#include <variant>

#include "webhook/options.h"
#include "webhook/service.h"

int main(int argc, char** argv) {
  using namespace tollgate;
  auto options = webhook::parse_options(argc, argv);
  if (const int* status = std::get_if<int>(&options)) return *status;
  auto service = webhook::Service::start(std::get<webhook::Options>(std::move(options)));
  if (!service.ok()) {
    fmt::print(stderr, "tollgate-webhook: {}\n", service.error().message);
    return service.error().code == ErrorCode::kInvalid ? 2 : 1;
  }
  (*service)->run();
  return 0;
}
