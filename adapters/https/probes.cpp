#include "adapters/https/probes.h"

#include <fmt/format.h>

#include <utility>

namespace tollgate::https {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

HttpAnswer readiness(const std::vector<ReadyCheck>& checks) {
  std::string report;
  bool ready = true;
  for (const ReadyCheck& check : checks) {
    const bool holds = check.holds();
    ready = ready && holds;
    report += fmt::format("[{}] {}\n", holds ? "+" : "-", check.name);
  }
  return {.status = ready ? 200 : 503, .body = std::move(report), .content_type = kText};
}

}  // namespace

void add_probes(Routes& routes, std::vector<ReadyCheck> checks, Exposition metrics) {
  routes.add("GET", "/livez", [](const HttpRequest&, Reply reply) { reply.send({.body = "ok\n", .content_type = kText}); });
  routes.add("GET", "/readyz", [checks = std::move(checks)](const HttpRequest&, Reply reply) { reply.send(readiness(checks)); });
  routes.add("GET", "/metrics", [metrics = std::move(metrics)](const HttpRequest&, Reply reply) {
    reply.send({.body = metrics.text(), .content_type = metrics.content_type});
  });
}

}  // namespace tollgate::https
