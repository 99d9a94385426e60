// What one document says, or a set of them before it is held against itself: decoded, nothing yet linked.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/fields/reader.h"
#include "core/policy/policy_test.h"
#include "core/policy/rule.h"
#include "core/policy/site.h"

namespace tollgate::policy {

// A PodPolicy as written. `params` points into its document, which lives until it is decoded: until the rule has read them.
struct PodPolicy {
  std::string name;
  std::string rule;
  Mode mode = Mode::kEnforce;
  Matcher match;
  std::vector<Matcher> exclude;
  const Node* params = nullptr;
  std::string message;
  Position source;
};

struct Named {
  std::string_view kind;
  std::string name;
  Position at;
};

// One price as written.
struct WrittenPrice {
  std::string model;
  money::Money on_demand;
  Day from;
  std::optional<Day> to;
  Position source;
};

struct WrittenPriceBook {
  std::string currency;
  std::vector<WrittenPrice> prices;
  Position source;
};

enum class Purpose { kSite, kTests };

struct Draft {
  Purpose purpose = Purpose::kSite;
  std::vector<Platform> platforms;
  std::vector<Team> teams;
  std::vector<GpuCatalog> gpu_catalogs;
  std::vector<Pool> pools;
  std::vector<SlurmCluster> slurm_clusters;
  std::vector<WrittenPriceBook> price_books;
  std::vector<SharedPolicy> instances;  // of the pod policies
  std::vector<Exemption> exemptions;
  std::vector<PolicyTest> tests;
  std::vector<Named> names;  // of all documents
  Notes notes;
};

// Adds what `from` says to `to`.
void append(Draft& to, const Draft& from);

}  // namespace tollgate::policy
