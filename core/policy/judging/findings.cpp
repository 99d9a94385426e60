#include "core/policy/judging/findings.h"

#include <algorithm>

namespace tollgate::policy {
namespace {

// "spec.hostNetwork" below "/spec/template" → "spec.template.spec.hostNetwork".
std::string below(std::string_view base, std::string_view field) {
  if (base.empty()) return std::string{field};
  std::string path{base.substr(1)};
  std::ranges::replace(path, '/', '.');
  return fmt::format("{}.{}", path, field);
}

Mode mode_at(const PolicyInstance& instance, Subject subject) {
  return instance.mode == Mode::kEnforce && instance.rule->advises.has(subject) ? Mode::kWarn : instance.mode;
}

Position source_of(const PolicyInstance& instance, const Facts& facts) {
  if (!instance.is_default()) return instance.source;
  return facts.team() == nullptr ? Position{} : facts.team()->source;
}

}  // namespace

Finding& Finding::about(std::string_view subject) {
  problem_.subject = subject;
  return *this;
}

Finding& Finding::value(std::string_view value) {
  problem_.value = value;
  return *this;
}

Finding& Finding::in(const model::Container& container) {
  problem_.container = container.name;
  return *this;
}

Finding& Finding::fix(const PodEdit& edit) {
  if (detail_ == Detail::kFull) problem_.fix = below(facts_.base(), describe(edit));
  return *this;
}

Finding& Finding::fix(std::string_view words) {
  if (detail_ == Detail::kFull) problem_.fix = words;
  return *this;
}

Finding& Finding::fix(std::string_view field, std::string_view value) {
  if (detail_ == Detail::kFull) problem_.fix = fmt::format("{}: {}", below(facts_.base(), field), value);
  return *this;
}

Finding Findings::add(std::string_view check, std::string_view field) {
  Problem& problem = problems_.emplace_back();
  problem.policy = instance_.name;
  problem.rule = instance_.rule->name;
  problem.check = check;
  problem.mode = mode_at(instance_, facts_.subject());
  if (detail_ == Detail::kFull) {
    if (!field.empty()) problem.field = below(facts_.base(), field);
    problem.note = instance_.message;
    problem.source = source_of(instance_, facts_);
  }
  return {problem, facts_, detail_};
}

}  // namespace tollgate::policy
