// tollgate-controller: keeps namespaces and Slurm in step with the policy.
//
// Exit status: 0 after SIGTERM or SIGINT, 1 when something it needs cannot be had, 2 for a bad command line or policy.

#include <fmt/format.h>

#include <cstdio>
#include <variant>

#include "controller/options.h"
#include "controller/service.h"

int main(int argc, char** argv) {
  using namespace tollgate;
  const auto options = controller::parse_options(argc, argv);
  if (const int* status = std::get_if<int>(&options)) return *status;
  auto service = controller::Service::start(std::get<controller::Options>(options));
  if (!service.ok()) {
    fmt::print(stderr, "tollgate-controller: {}\n", service.error().message);
    return service.error().code == ErrorCode::kInvalid ? 2 : 1;
  }
  (*service)->run();
  return 0;
}
