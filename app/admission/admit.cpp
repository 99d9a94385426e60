#include "app/admission/admit.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/policy/decide.h"
#include "core/policy/gpu/claim_for_pod.h"
#include "core/policy/judging/quota/conclude.h"

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

Admit::Admit(Needs needs)
    : needs_{std::move(needs)},
      quota_view_{.ledger = [&ledgers = needs_.ledgers](std::string_view root) { return ledgers.cached(root); },
                  .team = needs_.team_quota,
                  .has_queue = needs_.has_queue} {}

std::variant<Admit::Answer, Admit::Uncounted> Admit::judge(const model::AdmissionRequest& request, Phase phase) const {
  const auto& site = needs_.site.current();
  const auto& cluster = needs_.cluster.current();
  const auto started = needs_.clock.monotonic();
  const Instant now = needs_.clock.now();
  Answer answer{policy::decide(*site, *cluster, request, phase, now, quota_view_), site->digest};

  DecisionRecord record;
  describe_request(request, record);
  record.time = now;
  record.phase = name_of(phase);
  record.policy_digest = answer.policy_digest;
  if (answer.decision.pending || answer.decision.for_pod) return Uncounted{std::move(answer), std::move(record), started};
  finish(answer.decision, std::move(record), started);
  return answer;
}

void Admit::count(Uncounted uncounted, std::chrono::nanoseconds deadline, const std::function<void(Answer)>& done) const {
  const auto kept = std::make_shared<Uncounted>(std::move(uncounted));  // std::function wants what it holds to be copyable
  if (kept->answer.decision.for_pod) return look_at_pod(kept, deadline, done);
  count_charge(kept, deadline, done);
}

void Admit::look_at_pod(const Kept& kept, std::chrono::nanoseconds deadline, const Done& done) const {
  const std::string name = kept->answer.decision.for_pod->pod;
  needs_.pods.look(name, deadline, [this, kept, deadline, done](const Result<const model::Pod*>& pod) {
    Decision& decision = kept->answer.decision;
    policy::answer_for_pod(*needs_.site.current(), pod, decision);
    if (decision.pending) return count_charge(kept, deadline, done);
    finish(decision, std::move(kept->record), kept->started);
    done(std::move(kept->answer));
  });
}

void Admit::count_charge(const Kept& kept, std::chrono::nanoseconds deadline, const Done& done) const {
  const policy::PendingCharge& pending = *kept->answer.decision.pending;
  const std::string root = pending.root;
  quota::Waiter waiter{pending.charge, pending.limited};
  needs_.quota.submit(root, std::move(waiter), deadline, [this, kept, done](const quota::Answer& counted) {
    policy::conclude(kept->answer.decision, counted, quota_view_);
    finish(kept->answer.decision, std::move(kept->record), kept->started);
    done(std::move(kept->answer));
  });
}

void Admit::finish(const Decision& decision, DecisionRecord record, std::chrono::nanoseconds started) const {
  record.verdict = verdict_of(decision);
  record.code = decision.code;
  record.rules = enforced_rules(decision);
  record.exemptions = decision.exemptions;
  record.team = decision.team;
  record.user = decision.user;
  record.job_type = decision.job_type;
  record.took = std::chrono::duration_cast<std::chrono::microseconds>(needs_.clock.monotonic() - started);
  needs_.recorder.record(std::move(record));
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

Duration patience(Duration timeout) { return std::max(timeout - std::chrono::seconds{1}, timeout / 2); }

}  // namespace tollgate::admission
