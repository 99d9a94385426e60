#include "core/policy/documents/draft.h"

#include <iterator>

namespace tollgate::policy {
namespace {

template <class T>
void add(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void append(Draft& to, const Draft& from) {
  // Names every member, so that a new one does not compile until it is added here.
  const auto& [purpose, platforms, teams, gpu_catalogs, pools, slurm_clusters, price_books, instances, exemptions, tests, names,
               notes] = from;
  add(to.platforms, platforms);
  add(to.teams, teams);
  add(to.gpu_catalogs, gpu_catalogs);
  add(to.pools, pools);
  add(to.slurm_clusters, slurm_clusters);
  add(to.price_books, price_books);
  add(to.instances, instances);
  add(to.exemptions, exemptions);
  add(to.tests, tests);
  add(to.names, names);
  add(to.notes.mistakes, notes.mistakes);
  add(to.notes.cautions, notes.cautions);
  add(to.notes.mentions, notes.mentions);
}

}  // namespace tollgate::policy
