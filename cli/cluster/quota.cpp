#include "cli/cluster/quota.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string_view>

#include "adapters/json/writer.h"
#include "adapters/kube_client/team/team_quota_objects.h"
#include "adapters/kube_codec/quota/team_quota.h"
#include "cli/cluster/text_table.h"

namespace tollgate::cli {
namespace {

using model::GpuUnits;
using quota::Portion;
using quota::TeamQuota;

constexpr int kNoSuchTeam = 2;
constexpr int kUnreachable = 3;

std::string limit_text(const std::optional<GpuUnits>& limit) { return limit ? limit->to_text() : "-"; }

// "2026-11-29 18:40 UTC"
std::string time_text(Instant at) {
  const std::string text = to_rfc3339(at);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

// Each team below its parent; one whose parent is not among them stands at the edge.
class Tree {
 public:
  Tree(const std::vector<TeamQuota>& quotas, TextTable& table) : quotas_{quotas}, table_{table} {}

  void add() {
    std::set<std::string_view> names;
    for (const TeamQuota& quota : quotas_) names.insert(quota.team);
    for (const TeamQuota& quota : quotas_) {
      if (!names.contains(quota.parent)) add(quota, 0);
    }
  }

 private:
  // No deeper than there are teams, should they stand in a circle.
  void add(const TeamQuota& quota, std::size_t depth) {
    if (depth > quotas_.size()) return;
    table_.add({std::string(2 * depth, ' ') + quota.team, quota.used.to_text(), limit_text(quota.limit), quota.reserved.to_text(),
                quota.guaranteed.to_text(), quota.free.to_text(), std::to_string(quota.waiting),
                quota.over_limit ? "over a limit" : ""});
    for (const TeamQuota& child : quotas_) {
      if (child.parent == quota.team) add(child, depth + 1);
    }
  }

  const std::vector<TeamQuota>& quotas_;
  TextTable& table_;
};

void print_portions(const std::string& title, const std::vector<Portion>& portions, std::ostream& out) {
  if (portions.empty()) return;
  TextTable table{{title, ">USED", ">LIMIT"}};
  for (const Portion& portion : portions) table.add({portion.name, portion.used.to_text(), limit_text(portion.limit)});
  out << '\n';
  table.print(out);
}

void print_holders(const TeamQuota& quota, std::ostream& out) {
  if (quota.holders.empty()) return;
  TextTable table{{"LARGEST HOLDERS", "USER", "JOB TYPE", ">GPUS", "UNTIL"}};
  for (const quota::Holding& holder : quota.holders) {
    table.add({holder.namespace_name + "/" + holder.name, holder.user, holder.job_type, holder.gpus.to_text(),
               holder.ends ? time_text(*holder.ends) : "-"});
  }
  out << '\n';
  table.print(out);
}

void print_returning(const TeamQuota& quota, std::ostream& out) {
  if (quota.returning.empty()) return;
  TextTable table{{"COMES BACK", ">GPUS"}};
  for (const quota::Return& one : quota.returning) table.add({time_text(one.at), one.gpus.to_text()});
  out << '\n';
  table.print(out);
}

int complain(const std::string& what, int exit_code, std::ostream& err) {
  err << "tollgate quota: " << what << '\n';
  return exit_code;
}

int show_all(kube_client::TeamQuotaObjects& objects, bool json, std::ostream& out, std::ostream& err) {
  const auto quotas = objects.list();
  if (!quotas && quotas.error().code == ErrorCode::kForbidden) {
    return complain("you may not list the teams' quotas; ask for one team: tollgate quota TEAM", kUnreachable, err);
  }
  if (!quotas && quotas.error().code == ErrorCode::kNotFound) {
    return complain("the API server knows no TeamQuotas; are Tollgate's manifests applied?", kUnreachable, err);
  }
  if (!quotas) return complain(quotas.error().message, kUnreachable, err);
  if (!json) {
    print_tree(*quotas, out);
    return 0;
  }
  json::Writer list;
  list.begin_object().key("items").begin_array();
  for (const TeamQuota& quota : *quotas) list.raw(kube_codec::encode_team_quota(quota));
  list.end_array().end_object();
  out << std::move(list).take() << '\n';
  return 0;
}

int show_one(kube_client::TeamQuotaObjects& objects, const QuotaOptions& options, std::ostream& out, std::ostream& err) {
  const auto quota = objects.read(options.team);
  if (!quota && quota.error().code == ErrorCode::kForbidden) {
    return complain(fmt::format("you may not see the quota of {}: only its members and the platform's admins may", options.team),
                    kUnreachable, err);
  }
  if (!quota && quota.error().code == ErrorCode::kNotFound) {
    return complain(fmt::format("no team {} has a quota", options.team), kNoSuchTeam, err);
  }
  if (!quota) return complain(quota.error().message, kUnreachable, err);
  if (options.json) {
    out << kube_codec::encode_team_quota(*quota) << '\n';
  } else {
    print_team(*quota, out);
  }
  return 0;
}

}  // namespace

void print_tree(const std::vector<TeamQuota>& quotas, std::ostream& out) {
  TextTable table{{"TEAM", ">USED", ">LIMIT", ">RESERVED", ">GUARANTEED", ">FREE", ">WAITING", ""}};
  Tree{quotas, table}.add();
  table.print(out);
}

void print_team(const TeamQuota& quota, std::ostream& out) {
  const std::string of = quota.parent.empty() ? std::string{} : " of " + quota.parent;
  const std::string limit = quota.limit ? " of " + quota.limit->to_text() : std::string{};
  out << fmt::format("team {}{}: used {}{} GPU ({} reserved), guaranteed {}, free {}\n", quota.team, of, quota.used.to_text(),
                     limit, quota.reserved.to_text(), quota.guaranteed.to_text(), quota.free.to_text());
  if (quota.waiting > 0) out << fmt::format("{} pods wait until their GPUs can be granted\n", quota.waiting);
  if (quota.over_limit) out << "over a limit: nothing more is granted there, nothing is taken away\n";
  print_portions("MODEL", quota.by_model, out);
  print_portions("JOB TYPE", quota.by_job_type, out);
  print_portions("USER", quota.by_user, out);
  print_portions("TEAM BELOW", quota.teams, out);
  print_holders(quota, out);
  print_returning(quota, out);
}

int quota(const QuotaOptions& options, std::ostream& out, std::ostream& err) {
  auto config = kube_client::find_config(options.kubeconfig, kube_client::process_environment());
  if (!config) return complain(config.error().message, kUnreachable, err);
  kube_client::Api api{*std::move(config)};
  kube_client::TeamQuotaObjects objects{api};
  return options.team.empty() ? show_all(objects, options.json, out, err) : show_one(objects, options, out, err);
}

}  // namespace tollgate::cli
