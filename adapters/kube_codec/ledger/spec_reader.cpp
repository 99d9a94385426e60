#include <fmt/format.h>

#include <map>
#include <set>

#include "adapters/kube_codec/ledger/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::GpuUnits;

template <auto kField, class T>
void into_units(const Cursor& at, T& into) {
  into.*kField = GpuUnits::units(count_at(at));
}
// A limit that may be absent.
template <auto kField>
void into_limit(const Cursor& at, quota::TeamLimits& into) {
  if (!at.value().is_null()) into.*kField = GpuUnits::units(count_at(at));
}

constexpr Member<quota::KeyedLimit> kKeyedLimit[] = {
    {"key", into_string<&quota::KeyedLimit::key>},
    {"gpus", into_units<&quota::KeyedLimit::gpus>},
};

constexpr Member<quota::TeamLimits> kTeam[] = {
    {"name", into_string<&quota::TeamLimits::name>},
    {"parent", into_string<&quota::TeamLimits::parent>},
    {"gpus", into_limit<&quota::TeamLimits::gpus>},
    {"guaranteed", into_units<&quota::TeamLimits::guaranteed>},
    {"byModel", [](const Cursor& at, quota::TeamLimits& team) { team.by_model = read_items(at, kKeyedLimit); }},
    {"byJobType", [](const Cursor& at, quota::TeamLimits& team) { team.by_job_type = read_items(at, kKeyedLimit); }},
    {"perUser", into_limit<&quota::TeamLimits::per_user>},
    {"perPod", into_limit<&quota::TeamLimits::per_pod>},
};

constexpr Member<quota::PoolModel> kPool[] = {
    {"name", into_string<&quota::PoolModel::name>},
    {"model", into_string<&quota::PoolModel::model>},
};

constexpr Member<quota::Weight> kWeight[] = {
    {"resource", into_string<&quota::Weight::resource>},
    {"pool", into_string<&quota::Weight::pool>},
    {"units", into_units<&quota::Weight::gpus>},
};

using Parents = std::map<std::string_view, std::string_view>;

// Every team once, and every parent among them.
Parents parents_of(const std::vector<quota::TeamLimits>& teams, const Cursor& at) {
  Parents parents;
  for (const quota::TeamLimits& team : teams) {
    if (team.name.empty()) at.wrong("a team without a name");
    if (!parents.emplace(team.name, team.parent).second) at.wrong(fmt::format("team {} stands here twice", team.name));
  }
  for (const auto& [team, parent] : parents) {
    if (parent.empty() || parents.contains(parent)) continue;
    at.wrong(fmt::format("team {} has the parent {}, which is not here", team, parent));
  }
  return parents;
}

// Every way up ends: core/quota walks it.
void expect_tree(const std::vector<quota::TeamLimits>& teams, const Cursor& at) {
  const Parents parents = parents_of(teams, at);
  std::set<std::string_view> ends;  // teams whose way up is known to end
  for (const quota::TeamLimits& team : teams) {
    std::set<std::string_view> way;
    auto on = parents.find(team.name);
    for (; on != parents.end() && !ends.contains(on->first); on = parents.find(on->second)) {
      if (!way.insert(on->first).second) return at.wrong(fmt::format("team {} is its own ancestor", on->first));
    }
    ends.merge(way);
  }
}

constexpr Member<quota::LedgerSpec> kSpec[] = {
    {"policyDigest", into_string<&quota::LedgerSpec::policy_digest>},
    {"frozen", into_flag<&quota::LedgerSpec::frozen>},
    {"teams",
     [](const Cursor& at, quota::LedgerSpec& spec) {
       spec.teams = read_items(at, kTeam);
       expect_tree(spec.teams, at);
     }},
    {"pools", [](const Cursor& at, quota::LedgerSpec& spec) { spec.pools = read_items(at, kPool); }},
    {"weights", [](const Cursor& at, quota::LedgerSpec& spec) { spec.weights = read_items(at, kWeight); }},
};

}  // namespace

void read_spec(const Cursor& at, quota::LedgerSpec& spec) { read_object(at, kSpec, spec); }

}  // namespace tollgate::kube_codec
