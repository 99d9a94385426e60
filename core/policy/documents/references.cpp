#include "core/policy/documents/references.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "core/policy/fields/closest.h"
#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

using Candidates = std::vector<std::string_view>;

Candidates teams(const Draft& draft) {
  Candidates names;
  for (const Team& team : draft.teams) names.push_back(team.name);
  return names;
}

Candidates job_types(const Draft& draft) {
  Candidates names;
  for (const JobType& job_type : draft.platforms.front().job_types) names.push_back(job_type.name);
  return names;
}

Candidates tiers(const Draft& draft) {
  Candidates names;
  for (const Tier& tier : draft.platforms.front().tiers) names.push_back(tier.name);
  return names;
}

Candidates slurm_qos(const Draft& draft) {
  Candidates names;
  for (const Tier& tier : draft.platforms.front().tiers) {
    if (!tier.slurm_qos.empty()) names.push_back(tier.slurm_qos);
  }
  return names;
}

// A PodPolicy whose parameters are wrong is one all the same.
Candidates policies(const Draft& draft) {
  Candidates names;
  for (const Named& named : draft.names) {
    if (named.kind == "PodPolicy") names.push_back(named.name);
  }
  for (const RuleKind* rule : rule_table()) {
    if (rule->is_default) names.push_back(rule->name);
  }
  return names;
}

Candidates gpu_models(const Draft& draft) {
  Candidates names;
  for (const GpuCatalog& catalog : draft.gpu_catalogs) {
    for (const GpuModel& model : catalog.models) names.push_back(model.name);
  }
  return names;
}

Candidates mig_profiles(const Draft& draft) {
  Candidates names;
  for (const GpuCatalog& catalog : draft.gpu_catalogs) {
    for (const GpuModel& model : catalog.models) {
      for (const GpuShare& profile : model.mig) names.push_back(profile.key);
    }
  }
  return names;
}

Candidates pools(const Draft& draft) {
  Candidates names;
  for (const Pool& pool : draft.pools) names.push_back(pool.name);
  return names;
}

struct Reference {
  Role role;
  std::string_view noun;
  Candidates (*candidates)(const Draft&);
  bool needs_platform;
};

constexpr std::array kReferences{
    Reference{Role::kTeam, "team", teams, false},
    Reference{Role::kParent, "team", teams, false},
    Reference{Role::kJobType, "job type", job_types, true},
    Reference{Role::kTier, "tier", tiers, true},
    Reference{Role::kSlurmQos, "QOS", slurm_qos, true},
    Reference{Role::kGpuModel, "GPU model", gpu_models, false},
    Reference{Role::kMigProfile, "MIG profile", mig_profiles, false},
    Reference{Role::kPool, "pool", pools, false},
    Reference{Role::kPolicy, "policy", policies, false},
};

void resolve(const Mention& mention, std::string_view noun, const Candidates& candidates, Notes& notes) {
  if (std::ranges::any_of(candidates, [&](std::string_view name) { return glob_matches(mention.text, name); })) return;
  if (!is_literal(mention.text)) {
    notes.cautions.push_back({mention.at, fmt::format("no {} matches \"{}\"", noun, mention.text)});
    return;
  }
  notes.mistakes.push_back(
      {mention.at, fmt::format("unknown {} \"{}\"{}", noun, mention.text, suggestion(mention.text, candidates))});
}

struct Unique {
  Role role;
  std::string_view says;  // "{} …"
};

constexpr std::array kUniques{
    Unique{Role::kInferred, "is already inferred from"},
    Unique{Role::kTierName, "is already a tier"},
    Unique{Role::kPriorityClass, "is already a tier's PriorityClass"},
    Unique{Role::kAccount, "is already a team's Slurm account"},
};

void check_names(Draft& draft) {
  std::map<std::tuple<std::string_view, std::string_view>, Position> first;
  for (const Named& named : draft.names) {
    const auto [known, is_new] = first.try_emplace({named.kind, named.name}, named.at);
    if (is_new) continue;
    draft.notes.mistakes.push_back(
        {named.at, fmt::format("a second {} \"{}\" (the first: {})", named.kind, named.name, file_and_line(known->second))});
  }
}

}  // namespace

void check_references(Draft& draft) {
  for (const Reference& reference : kReferences) {
    if (reference.needs_platform && draft.platforms.empty()) continue;  // said already
    const Candidates candidates = reference.candidates(draft);
    for (const Mention& mention : draft.notes.mentions) {
      if (mention.role == reference.role) resolve(mention, reference.noun, candidates, draft.notes);
    }
  }
}

void check_unique(Draft& draft) {
  check_names(draft);
  for (const Unique& unique : kUniques) {
    std::map<std::string_view, Position> first;
    for (const Mention& mention : draft.notes.mentions) {
      if (mention.role != unique.role) continue;
      const auto [known, is_new] = first.try_emplace(mention.text, mention.at);
      if (is_new) continue;
      draft.notes.mistakes.push_back(
          {mention.at, fmt::format("\"{}\" {} ({})", mention.text, unique.says, file_and_line(known->second))});
    }
  }
}

}  // namespace tollgate::policy
