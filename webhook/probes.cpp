#include "webhook/probes.h"

#include <fmt/format.h>

namespace tollgate::webhook {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

https::HttpAnswer readiness(const std::vector<ReadyCheck>& checks) {
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

void add_probes(https::Routes& routes, std::vector<ReadyCheck> checks, telemetry::Metrics& metrics) {
  routes.add("GET", "/livez",
             [](const https::HttpRequest&, https::Reply reply) { reply.send({.body = "ok\n", .content_type = kText}); });
  routes.add("GET", "/readyz",
             [checks = std::move(checks)](const https::HttpRequest&, https::Reply reply) { reply.send(readiness(checks)); });
  routes.add("GET", "/metrics", [&metrics](const https::HttpRequest&, https::Reply reply) {
    reply.send({.body = metrics.exposition(), .content_type = telemetry::Metrics::kContentType});
  });
}

}  // namespace tollgate::webhook
