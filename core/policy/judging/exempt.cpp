#include "core/policy/judging/exempt.h"

#include <algorithm>

#include "core/policy/glob.h"
#include "core/policy/judging/matcher.h"

namespace tollgate::policy {
namespace {

// A problem that is not about a container is in no image.
bool image_fits(const Exemption& exemption, const Problem& problem, const Facts& facts) {
  if (exemption.match.images.empty()) return true;
  if (problem.container.empty()) return false;
  // Names are unique where the API server has checked them; elsewhere the twin must fit too.
  return std::ranges::all_of(facts.pod().containers, [&](const model::Container& container) {
    return container.name != problem.container || matches_image(exemption.match, container);
  });
}

bool covers(const Exemption& exemption, const Problem& problem, const Facts& facts) {
  const std::vector<std::string>& checks = exemption.checks;
  return (checks.empty() || std::ranges::find(checks, problem.check) != checks.end()) && image_fits(exemption, problem, facts);
}

bool is_at_work(const Exemption& exemption, const PolicyInstance& instance, const Facts& facts) {
  return !exemption.is_over(facts.door().now) && any_glob_matches(exemption.policies, instance.name) &&
         matches_but_images(exemption.match, facts);
}

void note(const std::string& name, std::vector<std::string>& used) {
  const auto place = std::ranges::lower_bound(used, name);
  if (place == used.end() || *place != name) used.insert(place, name);
}

}  // namespace

void exempt(const PolicyInstance& instance, const Facts& facts, std::size_t first, std::vector<Problem>& problems,
            std::vector<std::string>& used) {
  if (!instance.rule->exemptable) return;
  for (const Exemption& exemption : facts.site().exemptions) {
    if (problems.size() == first) return;
    if (!is_at_work(exemption, instance, facts)) continue;
    const auto begin = problems.begin() + static_cast<std::ptrdiff_t>(first);
    const auto kept =
        std::remove_if(begin, problems.end(), [&](const Problem& problem) { return covers(exemption, problem, facts); });
    if (kept == problems.end()) continue;
    problems.erase(kept, problems.end());
    note(exemption.name, used);
  }
}

bool is_exempt(const PolicyInstance& instance, const Facts& facts, std::vector<std::string>& used) {
  const auto frees = [&](const Exemption& exemption) {
    return exemption.checks.empty() && exemption.match.images.empty() && is_at_work(exemption, instance, facts);
  };
  const auto found = std::ranges::find_if(facts.site().exemptions, frees);
  if (found == facts.site().exemptions.end()) return false;
  note(found->name, used);
  return true;
}

}  // namespace tollgate::policy
