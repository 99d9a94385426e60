#include "controller/service.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/https/probes.h"
#include "adapters/https/server.h"
#include "adapters/kube_client/config_map_store.h"
#include "adapters/kube_client/gate_keeper.h"
#include "adapters/kube_client/lease/lease_lock.h"
#include "adapters/kube_client/ledger_writer.h"
#include "adapters/kube_client/namespace_charges.h"
#include "adapters/kube_client/namespace_writer.h"
#include "adapters/kube_client/team/quota_roles.h"
#include "adapters/kube_client/team/team_quota_objects.h"
#include "adapters/kube_client/watch/cluster_watch.h"
#include "adapters/policy_files/policy_watch.h"
#include "adapters/quota_store/api_server.h"
#include "adapters/system/guarded.h"
#include "adapters/system/signals.h"
#include "adapters/system/system_clock.h"
#include "adapters/telemetry/json_log.h"
#include "adapters/telemetry/metrics.h"
#include "app/charge_by.h"
#include "app/reconcile/reconcile_namespaces.h"
#include "controller/ledger_loop.h"
#include "controller/said_once.h"
#include "controller/slurm_loop.h"
#include "controller/team_quota_loop.h"

namespace tollgate::controller {
namespace {

// The loops at work, for whoever has news for them. Empty while another replica leads.
class AtWork {
 public:
  void are(std::vector<Loop*> loops) { *loops_.lock() = std::move(loops); }
  void wake() {
    const auto loops = loops_.lock();
    for (Loop* loop : *loops) loop->wake();
  }

 private:
  system::Guarded<std::vector<Loop*>> loops_;
};

// The deadline and the period in the proportions that Kubernetes' own components use.
kube_client::LeaseLock::Settings lease_in(const std::string& home, std::chrono::seconds duration) {
  kube_client::LeaseLock::Settings settings;
  settings.namespace_name = home;
  settings.identity = kube_client::LeaseLock::new_identity();
  settings.lease_duration = duration;
  settings.renew_deadline = std::chrono::milliseconds{duration} * 2 / 3;
  settings.retry_period = std::chrono::milliseconds{duration} * 2 / 15;
  return settings;
}

kube_client::ClusterWatch::Settings waking(AtWork& at_work) {
  kube_client::ClusterWatch::Settings settings;
  settings.published = [&at_work] { at_work.wake(); };
  return settings;
}

}  // namespace

class Service::Impl {
 public:
  Impl(const Options& options, kube_client::Config config, std::stop_source stop, std::unique_ptr<system::Signals> signals)
      : stop_{std::move(stop)},
        signals_{std::move(signals)},
        timing_{.interval = options.interval},
        ledger_settings_{.reservation_ttl = options.reservation_ttl, .interval = options.interval},
        home_{kube_client::home_namespace(config, options.namespace_name)},
        api_{std::move(config)},
        records_{api_, home_},
        namespace_writer_{api_},
        ledger_writer_{api_},
        gate_keeper_{api_},
        lease_{api_, clock_, log_, lease_in(home_, options.lease_duration)} {}

  Result<void> start(const Options& options);
  void run();

 private:
  Result<void> serve_probes(const std::string& listen);
  void work(const std::stop_token& term);
  Pass namespaces_pass(reconcile::ReconcileNamespaces& use_case);

  std::stop_source stop_;
  std::unique_ptr<system::Signals> signals_;
  LoopTiming timing_;
  LedgerLoop::Settings ledger_settings_;
  std::string home_;
  telemetry::JsonLog log_;
  telemetry::Metrics metrics_;
  system::SystemClock clock_;
  AtWork at_work_;
  std::unique_ptr<policy_files::PolicyWatch> policies_;
  kube_client::Api api_;
  kube_client::ConfigMapStore records_;
  kube_client::NamespaceWriter namespace_writer_;
  kube_client::LedgerWriter ledger_writer_;
  kube_client::GateKeeper gate_keeper_;
  kube_client::LeaseLock lease_;
  std::optional<quota_store::ApiServer> ledgers_;
  std::optional<kube_client::ClusterWatch> cluster_;
  SaidOnce namespace_problems_;
  SaidOnce namespace_moves_;
  https::Routes routes_;
  std::unique_ptr<https::Server> server_;
};

Result<void> Service::Impl::start(const Options& options) {
  policies_ = TRY(policy_files::PolicyWatch::start(options.policies, log_, {.reloaded = [this] { at_work_.wake(); }}));
  cluster_.emplace(api_, log_, waking(at_work_));
  ledgers_.emplace(quota_store::ApiServer::Needs{api_, clock_, log_});
  TRY(serve_probes(options.metrics_listen));
  log_.info("controller started",
            {{"server", api_.server()}, {"namespace", home_}, {"policy", policies_->site().current()->digest}});
  return {};
}

Result<void> Service::Impl::serve_probes(const std::string& listen) {
  const telemetry::Gauge leads = metrics_.gauge("tollgate_controller_leads", "1 while this replica leads.");
  const telemetry::Counter refused =
      metrics_.counter("tollgate_policy_refused_reloads_total", "Policy folders with mistakes; the last good one stays.");
  metrics_.before_exposition([this, leads, refused] {
    leads.set(lease_.is_leading() ? 1 : 0);
    refused.raise_to(static_cast<double>(policies_->refused_reloads()));
  });
  add_process_metrics(metrics_);
  add_probes(routes_, {{.name = "cluster", .holds = [this] { return cluster_->synced(); }}},
             {.text = [this] { return metrics_.exposition(); }, .content_type = telemetry::Metrics::kContentType});
  server_ = TRY(https::Server::start({.listen = listen, .io_threads = 1}, routes_, log_));
  return {};
}

void Service::Impl::run() {
  lease_.lead(stop_.get_token(), [this](const std::stop_token& term) { work(term); });
  log_.info("controller stopped");
}

// Until the term is over, or the ledgers give it up.
void Service::Impl::work(const std::stop_token& term) {
  std::stop_source ended;
  const std::stop_callback ends{term, [&ended] { ended.request_stop(); }};
  kube_client::NamespaceCharges charges{api_, ledger_writer_, ChargeBy{policies_->site(), *cluster_}};
  reconcile::ReconcileNamespaces namespaces{namespace_writer_, charges, log_};
  SlurmLoop slurm{{.site = policies_->site(),
                   .cluster = *cluster_,
                   .records = records_,
                   .leader = lease_,
                   .clock = clock_,
                   .log = log_,
                   .metrics = metrics_}};
  LedgerLoop ledgers{{.api = api_,
                      .site = policies_->site(),
                      .cluster = *cluster_,
                      .ledgers = *ledgers_,
                      .objects = ledger_writer_,
                      .gates = gate_keeper_,
                      .leader = lease_,
                      .clock = clock_,
                      .log = log_,
                      .metrics = metrics_},
                     ledger_settings_,
                     [&ended] { ended.request_stop(); }};
  kube_client::TeamQuotaObjects team_quotas{api_};
  kube_client::QuotaRoles quota_roles{api_};
  TeamQuotaLoop people{{.site = policies_->site(),
                        .ledgers = *ledgers_,
                        .pods = ledgers.holdings(),
                        .shown = team_quotas,
                        .access = quota_roles,
                        .leader = lease_,
                        .clock = clock_,
                        .log = log_}};
  Loop ledger_loop{"ledgers", LedgerLoop::kTiming, metrics_, [&](const std::stop_token& stop) { return ledgers.pass(stop); }};
  Loop namespace_loop{"namespaces", timing_, metrics_, [&](const std::stop_token&) { return namespaces_pass(namespaces); }};
  Loop slurm_loop{"slurm", timing_, metrics_, [&](const std::stop_token& stop) { return slurm.pass(stop); }};
  Loop show_loop{"team-quotas", TeamQuotaLoop::kTiming, metrics_, [&](const std::stop_token&) { return people.show(); }};
  Loop access_loop{"quota-access", timing_, metrics_, [&](const std::stop_token&) { return people.let_in(); }};
  at_work_.are({&namespace_loop, &slurm_loop, &access_loop});

  system::Guarded<bool> never{false};
  std::condition_variable_any changed;
  never.lock().wait(changed, ended.get_token(), [] { return false; });
  at_work_.are({});
}

Pass Service::Impl::namespaces_pass(reconcile::ReconcileNamespaces& use_case) {
  if (!cluster_->synced() || !lease_.is_leading()) return Pass::kFailed;
  const auto outcome = use_case.pass(*policies_->site().current(), *cluster_->view().current());
  for (const std::string& failure : namespace_problems_.news(outcome.failures))
    log_.warning("namespace differs", {{"problem", failure}});
  for (const std::string& line : namespace_moves_.news(outcome.waiting)) log_.info("namespace waits", {{"move", line}});
  return outcome.failures.empty() ? Pass::kDone : Pass::kFailed;
}

Result<std::unique_ptr<Service>> Service::start(const Options& options) {
  std::stop_source stop;
  // First of all: threads started later inherit that the signals are taken care of.
  auto signals = TRY(system::Signals::watch({.terminate = [stop]() mutable { stop.request_stop(); }, .hang_up = {}}));
  auto config = TRY(kube_client::find_config(options.kubeconfig, kube_client::process_environment()));
  auto impl = std::make_unique<Impl>(options, std::move(config), std::move(stop), std::move(signals));
  TRY(impl->start(options));
  return std::unique_ptr<Service>{new Service{std::move(impl)}};
}

Service::Service(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Service::~Service() = default;

void Service::run() { impl_->run(); }

}  // namespace tollgate::controller
