#include "webhook/service.h"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <optional>
#include <utility>

#include "adapters/https/probes.h"
#include "adapters/kube_client/pod_reader.h"
#include "adapters/kube_client/watch/cluster_watch.h"
#include "adapters/policy_files/policy_watch.h"
#include "adapters/system/guarded.h"
#include "adapters/system/signals.h"
#include "adapters/system/system_clock.h"
#include "adapters/telemetry/decision_recorder.h"
#include "adapters/telemetry/json_log.h"
#include "app/admission/admit.h"
#include "webhook/doors.h"
#include "webhook/ledgers.h"
#include "webhook/metrics.h"

namespace tollgate::webhook {
namespace {

// The cluster's picture without a cluster: empty, so that namespaces belong to teams by name.
class NoCluster final : public ClusterSource {
 public:
  bool synced() const override { return true; }
  const Published<policy::ClusterView>& view() const override { return view_; }

 private:
  Published<policy::ClusterView> view_{std::make_shared<const policy::ClusterView>()};
};

class WatchedCluster final : public ClusterSource {
 public:
  WatchedCluster(kube_client::Config config, Log& log) : api_{std::move(config)}, watch_{api_, log} {}
  bool synced() const override { return watch_.synced(); }
  const Published<policy::ClusterView>& view() const override { return watch_.view(); }
  [[nodiscard]] kube_client::Api& api() { return api_; }
  [[nodiscard]] PodLookup& pods() { return pods_; }

 private:
  kube_client::Api api_;
  kube_client::PodReader pods_{api_};
  kube_client::ClusterWatch watch_;
};

Result<std::unique_ptr<telemetry::DecisionLog>> open_decision_log(const Options& options, const Clock& clock) {
  if (options.decision_log.empty()) return std::unique_ptr<telemetry::DecisionLog>{};
  return telemetry::DecisionLog::open(options.decision_log, clock);
}

// How often a signal asked to stop; run() waits for the first, drain() is cut short by the second.
struct StopRequests {
  system::Guarded<int> count{0};
  std::condition_variable_any changed;
};

https::ServerOptions plain(const std::string& listen) {
  https::ServerOptions options;
  options.listen = listen;
  options.io_threads = 1;
  return options;
}

std::string with_port(const std::string& listen, std::uint16_t port) {
  return fmt::format("{}:{}", listen.substr(0, listen.rfind(':')), port);
}

}  // namespace

// Members stand in the order they need each other; the last to start is the first to go.
class Service::Impl {
 public:
  explicit Impl(Options options) : options_{std::move(options)} {}
  ~Impl() { *following_.lock() = nullptr; }

  Result<void> start() {
    signals_ =
        TRY(system::Signals::watch({.terminate = [this] { stop_requested(); }, .hang_up = [this] { reopen_decision_log(); }}));
    policy_ = TRY(policy_files::PolicyWatch::start(options_.policies, log_, {.reloaded = [this] { policy_reloaded(); }}));
    decision_log_ = TRY(open_decision_log(options_, clock_));
    TRY(find_cluster());
    make_ledgers();
    recorder_.emplace(metrics_, decision_log_.get());
    quota_.emplace(ledgers_->store(), clock_);
    claim_pods_.emplace(watched_ ? &watched_->pods() : nullptr, clock_);
    admit_.emplace(admission::Admit::Needs{.site = policy_->site(),
                                           .cluster = cluster_->view(),
                                           .clock = clock_,
                                           .recorder = *recorder_,
                                           .ledgers = ledgers_->store(),
                                           .quota = *quota_,
                                           .pods = *claim_pods_,
                                           .team_quota = [this](std::string_view team) { return ledgers_->team_quota(team); },
                                           .has_queue = options_.ledger == LedgerStore::kApi});
    add_doors(doors_, {*admit_, *cluster_, clock_});
    server_ = TRY(https::Server::start(options_.server, doors_, log_));
    add_metrics(metrics_, {*policy_, *server_, log_, decision_log_.get(), *ledgers_, *quota_});
    add_probes(probes_, ready_checks(), {[this] { return metrics_.exposition(); }, telemetry::Metrics::kContentType});
    probe_server_ = TRY(https::Server::start(plain(options_.metrics_listen), probes_, log_));
    log_.info("started", {{"listen", with_port(options_.server.listen, server_->port())},
                          {"metrics_listen", with_port(options_.metrics_listen, probe_server_->port())},
                          {"policy", policy_->site().current()->digest},
                          {"version", TOLLGATE_VERSION}});
    started_ = true;
    *following_.lock() = ledgers_.get();
    policy_reloaded();  // a reload until here has told nobody
    return {};
  }

  void run() {
    {
      auto count = stops_.count.lock();
      count.wait(stops_.changed, {}, [&] { return *count > 0; });
    }
    draining_ = true;
    log_.info("draining");
    server_->drain(options_.drain_grace);
    log_.info("stopped");
  }

 private:
  Result<void> find_cluster() {
    if (options_.standalone) return {};
    watched_.emplace(TRY(kube_client::find_config(options_.kubeconfig, kube_client::process_environment())), log_);
    cluster_ = &*watched_;
    return {};
  }

  void make_ledgers() {
    std::optional<LedgerCluster> cluster;
    if (watched_) cluster.emplace(LedgerCluster{watched_->api(), policy_->site(), *cluster_});
    ledgers_ = open_ledgers(options_, {clock_, log_}, cluster);
    ledgers_->follow(policy_->site());
  }

  // On the policy watch's thread.
  void policy_reloaded() {
    const auto ledgers = following_.lock();
    if (*ledgers != nullptr) (*ledgers)->follow(policy_->site());
  }

  std::vector<https::ReadyCheck> ready_checks() {
    return {
        {"not draining", [this] { return !draining_.load(); }},
        {"cluster synced", [this] { return cluster_->synced(); }},
        {std::string{ledgers_->ready_when()}, [this] { return ledgers_->ready(); }},
        {"certificate valid", [this] { return server_->stats().certificate_expires.value_or(Instant::max()) > clock_.now(); }}};
  }

  // Both come from the signals' thread, maybe while start() is still at work.
  void stop_requested() {
    const int requests = ++*stops_.count.lock();
    stops_.changed.notify_all();
    if (requests > 1 && started_) server_->hurry();
  }
  void reopen_decision_log() {
    if (started_ && decision_log_) decision_log_->reopen();
  }

  Options options_;
  system::SystemClock clock_;
  telemetry::JsonLog log_;
  telemetry::Metrics metrics_;
  StopRequests stops_;
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
  system::Guarded<Ledgers*> following_{nullptr};  // what hears of reloads: nothing before the start is over, and at the end
  std::unique_ptr<policy_files::PolicyWatch> policy_;
  std::unique_ptr<telemetry::DecisionLog> decision_log_;
  NoCluster no_cluster_;
  std::optional<WatchedCluster> watched_;
  const ClusterSource* cluster_ = &no_cluster_;
  std::unique_ptr<Ledgers> ledgers_;
  std::optional<telemetry::DecisionRecorder> recorder_;
  std::optional<admission::Admit> admit_;
  std::optional<admission::QuotaBatcher> quota_;    // goes before admit_, which hears its last answers
  std::optional<admission::ClaimPods> claim_pods_;  // goes before quota_, which gets what it could not answer
  https::Routes doors_;
  https::Routes probes_;
  std::unique_ptr<https::Server> server_;
  std::unique_ptr<https::Server> probe_server_;
  std::unique_ptr<system::Signals> signals_;
};

Service::Service(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::start(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  TRY(impl->start());
  return std::unique_ptr<Service>{new Service{std::move(impl)}};
}

void Service::run() { impl_->run(); }

}  // namespace tollgate::webhook
