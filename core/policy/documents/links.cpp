#include "core/policy/documents/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/policy/documents/claims.h"
#include "core/policy/documents/exemption.h"
#include "core/policy/documents/gpu_catalog.h"
#include "core/policy/documents/pool.h"
#include "core/policy/documents/price_book.h"
#include "core/policy/documents/quotas.h"
#include "core/policy/documents/references.h"

namespace tollgate::policy {
namespace {

using TeamsByName = std::map<std::string_view, const Team*>;

void check_only_one(std::string_view kind, Draft& draft) {
  const Named* first = nullptr;
  for (const Named& named : draft.names) {
    if (named.kind != kind) continue;
    if (first == nullptr) first = &named;
    const bool is_another = &named != first && named.name != first->name;  // of the same name: said as such
    if (!is_another) continue;
    draft.notes.mistakes.push_back({named.at, fmt::format("a second {} (the first: {})", kind, file_and_line(first->at))});
  }
}

void check_counts(Draft& draft) {
  std::vector<Mistake>& mistakes = draft.notes.mistakes;
  if (draft.platforms.empty()) mistakes.push_back({{}, "no Platform document: there must be exactly one"});
  if (draft.teams.empty()) mistakes.push_back({{}, "no Team document: there must be at least one"});
  check_only_one("Platform", draft);
  check_only_one("GpuCatalog", draft);
  check_only_one("PriceBook", draft);
}

void check_platform(const Platform& platform, const Position& at, Notes& notes) {
  const LabelKeys& keys = platform.labels;
  if (keys.team == keys.user || keys.team == keys.job_type || keys.user == keys.job_type) {
    notes.mistakes.push_back({at, "labels: team, user and jobType must be three different keys"});
  }
  for (const JobType& type : platform.job_types) {
    if (!type.gang || type.on_quota == OnQuota::kQueue) continue;
    notes.mistakes.push_back(
        {at, fmt::format("jobTypes.{}: gang needs onQuota: queue, because only what waits can start together", type.name)});
  }
  if (platform.identity.drop_domain) {
    notes.cautions.push_back({at,
                              "identity.dropDomain: alice@evil.example becomes alice; make sure that the "
                              "identity provider lets nobody choose a domain"});
  }
}

// From the team upwards, until the root or a team seen before.
std::vector<std::string_view> way_up(const Team& from, const TeamsByName& teams) {
  std::vector<std::string_view> way{from.name};
  for (const Team* team = &from; !team->parent.empty();) {
    const auto parent = teams.find(team->parent);
    if (parent == teams.end()) break;  // said already
    team = parent->second;
    const bool is_seen = std::ranges::find(way, team->name) != way.end();
    way.emplace_back(team->name);
    if (is_seen) break;
  }
  return way;
}

// Each cycle once, at the team that comes first by name.
void check_cycle(const Mention& parent, const TeamsByName& teams, Notes& notes) {
  const auto team = teams.find(parent.by);
  if (team == teams.end()) return;
  const std::vector<std::string_view> way = way_up(*team->second, teams);
  if (way.size() < 2 || way.back() != way.front() || std::ranges::min(way) != way.front()) return;
  notes.mistakes.push_back({parent.at, fmt::format("the team tree has a cycle: {}", fmt::join(way, " → "))});
}

void check_tree(Draft& draft) {
  TeamsByName teams;
  for (const Team& team : draft.teams) teams.try_emplace(team.name, &team);
  for (const Mention& mention : draft.notes.mentions) {
    if (mention.role == Role::kParent) check_cycle(mention, teams, draft.notes);
  }
  for (const Team& team : draft.teams) {
    const auto parent = teams.find(team.parent);
    if (parent == teams.end() || !team.slurm || !parent->second->slurm) continue;
    const auto& above = parent->second->slurm->gpus;
    if (!above || !team.slurm->gpus || *team.slurm->gpus <= *above) continue;
    draft.notes.cautions.push_back(
        {team.slurm->source,
         fmt::format("slurm.limits.gpus {} is never reached: team {} above it has {}", *team.slurm->gpus, team.parent, *above)});
  }
}

void check_slurm(const Team& team, const Draft& draft, Notes& notes) {
  const TeamSlurm& slurm = *team.slurm;
  const auto wrong = [&](std::string text) { notes.mistakes.push_back({slurm.source, std::move(text)}); };
  if (draft.slurm_clusters.empty()) wrong("there is no SlurmCluster document");
  if (slurm.account == "root") wrong("slurm.account: root is Slurm's own");
  const bool is_among = slurm.qos.empty() || std::ranges::find(slurm.qos, slurm.default_qos) != slurm.qos.end();
  if (!slurm.default_qos.empty() && !is_among) wrong(fmt::format("slurm.defaultQos {} is not among its qos", slurm.default_qos));
  if (slurm.gpus && slurm.gpus_per_user && *slurm.gpus_per_user > *slurm.gpus) {
    wrong(fmt::format("slurm.limits.gpusPerUser {} is more than its gpus {}", *slurm.gpus_per_user, *slurm.gpus));
  }
}

Position place_of(const Draft& draft, std::string_view kind) {
  const auto named = std::ranges::find(draft.names, kind, &Named::kind);
  return named == draft.names.end() ? Position{} : named->at;
}

// Without a catalog, nvidia.com/gpu is a GPU.
void check_gpus(Draft& draft) {
  if (draft.gpu_catalogs.empty()) draft.gpu_catalogs.emplace_back();
  check_catalog(draft.gpu_catalogs.front(), place_of(draft, "GpuCatalog"), draft.notes);
  check_pools(draft);
}

void name_accounts(Draft& draft) {
  for (Team& team : draft.teams) {
    if (!team.slurm || !team.slurm->account.empty()) continue;
    team.slurm->account = team.name;
    draft.notes.mentions.push_back({Role::kAccount, team.name, team.name, team.slurm->source});
  }
}

}  // namespace

void link(Draft& draft) {
  name_accounts(draft);
  check_counts(draft);
  check_unique(draft);
  check_references(draft);
  check_claims(draft);
  check_tree(draft);
  check_gpus(draft);
  check_quotas(draft);
  if (!draft.platforms.empty()) check_platform(draft.platforms.front(), place_of(draft, "Platform"), draft.notes);
  for (const Team& team : draft.teams) {
    if (team.slurm) check_slurm(team, draft, draft.notes);
  }
  check_prices(draft);
  check_exemptions(draft);
}

}  // namespace tollgate::policy
