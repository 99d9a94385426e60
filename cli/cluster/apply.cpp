#include <algorithm>
#include <ostream>

#include "adapters/kube_client/namespace_writer.h"
#include "app/reconcile/reconcile_namespaces.h"
#include "cli/cluster/change_report.h"
#include "cli/cluster/cluster_access.h"
#include "cli/cluster/plan.h"
#include "cli/cluster/slurm_passes.h"

namespace tollgate::cli {
namespace {

// What the use cases log, as lines of the report's.
class LinesOfLog final : public Log {
 public:
  explicit LinesOfLog(ChangeReport& report) : report_{report} {}

  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string text{event};
    for (const LogField& field : fields)
      if (!field.value.empty()) text += " " + std::string{field.name} + "=" + field.value;
    report_.changes.push_back({{}, std::move(text), {}});
  }

 private:
  ChangeReport& report_;
};

void apply_namespaces(ClusterAccess& access, const policy::Site& site, ChangeReport& report) {
  kube_client::NamespaceWriter writer{*access.api()};
  LinesOfLog log{report};
  reconcile::ReconcileNamespaces use_case{writer, access.charged(), log};
  const auto outcome = use_case.pass(site, access.view());
  for (const std::string& failure : outcome.failures) report.changes.push_back({{}, failure, "not done"});
  for (const std::string& line : outcome.waiting) report.held.push_back({{}, line, {}});
}

}  // namespace

int apply(const PlanOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err) {
  const auto access = ClusterAccess::open(options, site);
  if (!access) {
    err << "tollgate apply: " << access.error().message << '\n';
    return exit_code_of(access.error());
  }
  ChangeReport report;
  apply_namespaces(**access, site, report);
  for_each_slurm(site, **access, report, [&](ReconcileSlurm& slurm, const reconcile::SlurmDesired& desired) {
    return slurm.run(desired, {.orphans = options.orphans, .force = options.force});
  });
  const bool failed = std::ranges::any_of(report.changes, [](const auto& line) { return !line.failure.empty(); });
  return finish(options, report, failed || !report.held.empty(), out, err);
}

}  // namespace tollgate::cli
