#include "webhook/metrics.h"

namespace tollgate::webhook {
namespace {

using telemetry::Metrics;

void add_policy(Metrics& metrics, const policy_files::PolicyWatch& policy) {
  const auto good = metrics.counter("tollgate_policy_reloads_total", "Reloads of the policy folder.", {{"result", "loaded"}});
  const auto refused = metrics.counter("tollgate_policy_reloads_total", "Reloads of the policy folder.", {{"result", "refused"}});
  const auto current = metrics.gauge("tollgate_policy_up_to_date", "1 when the policy at work is the one in the folder.");
  metrics.before_exposition([=, &policy] {
    good.raise_to(static_cast<double>(policy.reloads()));
    refused.raise_to(static_cast<double>(policy.refused_reloads()));
    current.set(policy.up_to_date() ? 1 : 0);
  });
}

void add_server(Metrics& metrics, const https::Server& server) {
  const auto accepted = metrics.counter("tollgate_connections_accepted_total", "Connections accepted.");
  const auto evicted = metrics.counter("tollgate_connections_evicted_total", "Idle connections closed at the limit.");
  const auto handshakes = metrics.counter("tollgate_tls_handshakes_failed_total", "TLS handshakes refused, cut or too slow.");
  const auto timed_out =
      metrics.counter("tollgate_requests_timed_out_total", "Requests that took too long to arrive or to answer.");
  const auto refused =
      metrics.counter("tollgate_requests_refused_total", "Requests the listener answered by itself: malformed or over a limit.");
  const auto connections = metrics.gauge("tollgate_connections", "Open connections.");
  const auto buffered = metrics.gauge("tollgate_buffered_bytes", "Bytes of request bodies held now.");
  const auto expires = metrics.gauge("tollgate_certificate_expiry_timestamp_seconds", "When the serving certificate expires.");
  metrics.before_exposition([=, &server] {
    const https::ServerStats stats = server.stats();
    accepted.raise_to(static_cast<double>(stats.accepted));
    evicted.raise_to(static_cast<double>(stats.evicted));
    handshakes.raise_to(static_cast<double>(stats.failed_handshakes));
    timed_out.raise_to(static_cast<double>(stats.timed_out));
    refused.raise_to(static_cast<double>(stats.refused));
    connections.set(static_cast<double>(stats.connections));
    buffered.set(static_cast<double>(stats.buffered_bytes));
    if (stats.certificate_expires)
      expires.set(std::chrono::duration<double>{stats.certificate_expires->time_since_epoch()}.count());
  });
}

void add_logs(Metrics& metrics, const Counted& counted) {
  const auto log = metrics.counter("tollgate_log_lines_dropped_total", "Lines the reader of a log was too slow for.",
                                   {{"log", "operational"}});
  const auto decisions =
      metrics.counter("tollgate_log_lines_dropped_total", "Lines the reader of a log was too slow for.", {{"log", "decisions"}});
  metrics.before_exposition([=, &operational = counted.log, decision_log = counted.decision_log] {
    log.raise_to(static_cast<double>(operational.dropped()));
    if (decision_log != nullptr) decisions.raise_to(static_cast<double>(decision_log->dropped()));
  });
}

}  // namespace

void add_metrics(Metrics& metrics, const Counted& counted) {
  telemetry::add_process_metrics(metrics);
  add_policy(metrics, counted.policy);
  add_server(metrics, counted.server);
  add_logs(metrics, counted);
}

}  // namespace tollgate::webhook
