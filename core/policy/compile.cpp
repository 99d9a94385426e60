#include "core/policy/compile.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/model/workload.h"
#include "core/policy/documents/conflicts.h"
#include "core/policy/documents/kinds.h"
#include "core/policy/documents/links.h"
#include "core/policy/documents/policy_test.h"
#include "core/policy/documents/price_book.h"
#include "core/policy/documents/references.h"
#include "core/policy/fields/params.h"
#include "core/policy/gpu/ledger_size.h"

namespace tollgate::policy {
namespace {

Draft all_of(const Documents& documents, Purpose purpose) {
  Draft all;
  for (const auto& document : documents) {
    if (document->purpose == purpose) append(all, *document);
  }
  return all;
}

std::vector<Mistake> sorted(std::vector<Mistake> mistakes) {
  std::ranges::sort(mistakes);
  const auto repeated = std::ranges::unique(mistakes);
  mistakes.erase(repeated.begin(), repeated.end());
  return mistakes;
}

void add_own_namespaces(Platform& platform) {
  std::vector<std::string>& names = platform.infrastructure_namespaces;
  for (const std::string_view own : kOwnNamespaces) {
    if (std::ranges::find(names, own) == names.end()) names.emplace_back(own);
  }
}

// Kubernetes' own controllers; what the site says of one of them goes first.
void add_own_controllers(Platform& platform) {
  std::vector<TrustedController>& trusted = platform.trusted_controllers;
  const auto add = [&](std::string_view name) {
    if (std::ranges::find(trusted, name, &TrustedController::name) == trusted.end())
      trusted.push_back({.name = std::string{name}});
  };
  for (const model::WorkloadKind& kind : model::workload_kinds()) add(kind.creator);
  add("system:kube-controller-manager");
}

// Default rules are at work without a document, with their default parameters.
void add_default_rules(std::vector<SharedPolicy>& instances, std::vector<Mistake>& mistakes) {
  for (const RuleKind* rule : rule_table()) {
    if (!rule->is_default) continue;
    Result<Rule> does = rule->compile(Params{rule->params});
    if (does) {
      PolicyInstance instance{.name = std::string{rule->name}, .rule = rule, .does = std::move(does).value()};
      instances.push_back(std::make_shared<const PolicyInstance>(std::move(instance)));
    } else {
      mistakes.push_back({{}, "default rule " + std::string{rule->name} + ": " + does.error().message});
    }
  }
}

Site assemble(Draft draft) {
  Site site;
  if (!draft.platforms.empty()) site.platform = std::move(draft.platforms.front());
  add_own_namespaces(site.platform);
  add_own_controllers(site.platform);
  site.teams = std::move(draft.teams);
  if (!draft.gpu_catalogs.empty()) site.gpus = std::move(draft.gpu_catalogs.front());
  site.pools = std::move(draft.pools);
  std::ranges::sort(site.pools, {}, &Pool::name);
  site.slurm_clusters = std::move(draft.slurm_clusters);
  site.price_book = price_book_of(draft);
  site.policies = Policies{std::move(draft.instances)};
  site.exemptions = std::move(draft.exemptions);
  std::ranges::sort(site.exemptions, {}, &Exemption::name);
  return site;
}

}  // namespace

std::shared_ptr<const Draft> decode(const Document& document) { return std::make_shared<const Draft>(read_document(document)); }

Compiled compile(const Documents& documents, std::string digest) {
  Draft draft = all_of(documents, Purpose::kSite);
  link(draft);
  add_default_rules(draft.instances, draft.notes.mistakes);
  std::ranges::move(conflicts(draft.instances), std::back_inserter(draft.notes.mistakes));
  Compiled compiled;
  compiled.mistakes = sorted(std::move(draft.notes.mistakes));
  compiled.cautions = sorted(std::move(draft.notes.cautions));
  compiled.site = assemble(std::move(draft));
  compiled.site.digest = std::move(digest);
  if (compiled.mistakes.empty()) compiled.mistakes = sorted(check_ledger_sizes(compiled.site));
  return compiled;
}

CompiledTests compile_tests(const Documents& documents) {
  Draft draft = all_of(documents, Purpose::kTests);
  check_unique(draft);
  check_tests(draft);
  return {std::move(draft.tests), sorted(std::move(draft.notes.mistakes))};
}

TestGiven read_given(const Document& document, std::vector<Mistake>& mistakes) {
  Notes notes;
  Reader reader{document, notes};
  TestGiven given;
  read_fields(reader, document.root, "the document", Rows<TestGiven>{Table<TestGiven>::kRows}, given);
  std::ranges::move(notes.mistakes, std::back_inserter(mistakes));
  return given;
}

}  // namespace tollgate::policy
