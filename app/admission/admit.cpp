#include "app/admission/admit.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/decide.h"

namespace tollgate::admission {
namespace {

using policy::Decision;
using policy::Phase;

std::string_view name_of(Phase phase) { return phase == Phase::kMutate ? "mutate" : "validate"; }

std::string verdict_of(const Decision& decision) {
  if (decision.allowed) return "allowed";
  return decision.code == 403 ? "denied" : "error";
}

std::vector<std::string> enforced_rules(const Decision& decision) {
  std::vector<std::string> rules;
  for (const policy::Problem& problem : decision.problems) {
    if (problem.mode == policy::Mode::kEnforce) rules.push_back(problem.rule);
  }
  std::ranges::sort(rules);
  const auto repeated = std::ranges::unique(rules);
  rules.erase(repeated.begin(), repeated.end());
  return rules;
}

// "pods", "pods/status", "deployments.apps"
std::string resource_of(const model::AdmissionRequest& request) {
  std::string resource{request.resource};
  if (!request.subresource.empty()) resource.append("/").append(request.subresource);
  if (!request.group.empty()) resource.append(".").append(request.group);
  return resource;
}

void describe_request(const model::AdmissionRequest& request, DecisionRecord& record) {
  record.request_uid = request.uid;
  record.operation = model::name_of(request.operation);
  record.resource = resource_of(request);
  record.namespace_name = request.namespace_name;
  record.name = request.name;
  record.caller = request.caller.username;
  record.dry_run = request.dry_run;
}

}  // namespace

Admit::Answer Admit::judge(const model::AdmissionRequest& request, Phase phase) const {
  const auto& site = needs_.site.current();
  const auto& cluster = needs_.cluster.current();
  const auto started = needs_.clock.monotonic();
  const Instant now = needs_.clock.now();
  Answer answer{policy::decide(*site, *cluster, request, phase, now), site->digest};

  DecisionRecord record;
  describe_request(request, record);
  record.time = now;
  record.phase = name_of(phase);
  record.verdict = verdict_of(answer.decision);
  record.code = answer.decision.code;
  record.rules = enforced_rules(answer.decision);
  record.exemptions = answer.decision.exemptions;
  record.team = answer.decision.team;
  record.user = answer.decision.user;
  record.job_type = answer.decision.job_type;
  record.policy_digest = answer.policy_digest;
  record.took = std::chrono::duration_cast<std::chrono::microseconds>(needs_.clock.monotonic() - started);
  needs_.recorder.record(std::move(record));
  return answer;
}

Admit::Answer Admit::refuse_unreadable(std::string_view request_uid, std::string_view reason, Phase phase) const {
  const auto& site = needs_.site.current();
  Answer answer{{}, site->digest};
  answer.decision.allowed = false;
  answer.decision.code = 422;
  answer.decision.problems.push_back({.policy = "object", .rule = "object", .text = std::string{reason}});

  DecisionRecord record;
  record.time = needs_.clock.now();
  record.phase = name_of(phase);
  record.verdict = "error";
  record.code = 422;
  record.request_uid = request_uid;
  record.policy_digest = answer.policy_digest;
  needs_.recorder.record(std::move(record));
  return answer;
}

}  // namespace tollgate::admission
