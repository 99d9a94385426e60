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

void add_swaps(Metrics& metrics, const admission::QuotaBatcher& quota) {
  const auto swaps = [&](const char* result) {
    return metrics.counter("tollgate_quota_cas_total", "Compare-and-swaps of quota ledgers by admission.", {{"result", result}});
  };
  const auto stored = swaps("stored");
  const auto conflict = swaps("conflict");
  const auto unknown = swaps("unknown");
  const auto failed = swaps("failed");
  const auto batches = metrics.counter("tollgate_quota_batches_total", "Turns of a ledger's waiting pods.");
  const auto waiters = metrics.counter("tollgate_quota_batched_pods_total", "Pods in these turns; a pod may need several.");
  const auto late = metrics.counter("tollgate_quota_late_total", "Pods told to try again because the ledger took too long.");
  metrics.before_exposition([=, &quota] {
    const admission::QuotaBatcher::Counts counts = quota.counts();
    stored.raise_to(static_cast<double>(counts.stored));
    conflict.raise_to(static_cast<double>(counts.conflicts));
    unknown.raise_to(static_cast<double>(counts.unknown));
    failed.raise_to(static_cast<double>(counts.failed));
    batches.raise_to(static_cast<double>(counts.turns));
    waiters.raise_to(static_cast<double>(counts.waiters));
    late.raise_to(static_cast<double>(counts.late));
  });
}

void add_ledgers(Metrics& metrics, Ledgers& ledgers) {
  metrics.before_exposition([&metrics, &ledgers] {
    for (const auto& ledger : ledgers.all()) {
      metrics.gauge("tollgate_quota_reservations", "Pods that were allowed and have not been seen yet.", {{"root", ledger->root}})
          .set(static_cast<double>(ledger->status.reservations.size()));
    }
    const auto age = ledgers.snapshot_age();
    if (!age) return;
    metrics.gauge("tollgate_quota_snapshot_age_seconds", "Since the API server last told of pods.")
        .set(std::chrono::duration<double>{*age}.count());
  });
}

}  // namespace

void add_metrics(Metrics& metrics, const Counted& counted) {
  telemetry::add_process_metrics(metrics);
  add_policy(metrics, counted.policy);
  add_server(metrics, counted.server);
  add_logs(metrics, counted);
  add_swaps(metrics, counted.quota);
  add_ledgers(metrics, counted.ledgers);
}

}  // namespace tollgate::webhook
