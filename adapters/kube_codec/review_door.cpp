#include "adapters/kube_codec/review_door.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "adapters/kube_codec/answer.h"
#include "adapters/kube_codec/patch.h"
#include "adapters/kube_codec/review.h"
#include "core/overloaded.h"

namespace tollgate::kube_codec {
namespace {

using policy::Decision;
using policy::Phase;

// Rules with a problem of any mode, each once: what an auditor searches for.
std::string rules_of(const Decision& decision) {
  std::vector<std::string_view> rules;
  rules.reserve(decision.problems.size());
  for (const policy::Problem& problem : decision.problems) {
    if (std::ranges::find(rules, problem.rule) == rules.end()) rules.emplace_back(problem.rule);
  }
  return fmt::format("{}", fmt::join(rules, ","));
}

std::vector<std::pair<std::string, std::string>> audit_annotations(const admission::Admit::Answer& judged) {
  std::vector<std::pair<std::string, std::string>> annotations{{"policy", judged.policy_digest}};
  if (!judged.decision.team.empty()) annotations.emplace_back("team", judged.decision.team);
  if (judged.decision.grant) {
    annotations.emplace_back("gpus-before", judged.decision.grant->before.to_text());
    annotations.emplace_back("gpus-after", judged.decision.grant->after.to_text());
  }
  if (!judged.decision.problems.empty()) annotations.emplace_back("rules", rules_of(judged.decision));
  if (!judged.decision.exemptions.empty())
    annotations.emplace_back("exemptions", fmt::format("{}", fmt::join(judged.decision.exemptions, ",")));
  return annotations;
}

DoorAnswer encoded(std::string_view uid, const admission::Admit::Answer& judged, std::string patch) {
  return {200, judged.decision.allowed, encode_judged(uid, judged, std::move(patch))};
}

std::variant<DoorAnswer, UncountedReview> judged(const model::AdmissionRequest& request, Phase phase,
                                                 const admission::Admit& admit) {
  auto judged = admit.judge(request, phase);
  if (auto* uncounted = std::get_if<admission::Admit::Uncounted>(&judged)) {
    return UncountedReview{std::string{request.uid}, std::move(*uncounted)};
  }
  const auto& answer = std::get<admission::Admit::Answer>(judged);
  return encoded(request.uid, answer, encode_patch(request, answer.decision.edits));
}

}  // namespace

std::string encode_judged(std::string_view uid, const admission::Admit::Answer& judged, std::string patch) {
  Answer answer{.uid = std::string{uid}, .allowed = judged.decision.allowed, .code = judged.decision.code};
  answer.message = denial_text(judged.decision);
  answer.patch = std::move(patch);
  answer.warnings = judged.decision.warnings;
  answer.audit_annotations = audit_annotations(judged);
  return encode_answer(answer);
}

std::variant<DoorAnswer, UncountedReview> answer_review(json::Padded body, Phase phase, const admission::Admit& admit,
                                                        Arena& arena) {
  using Answered = std::variant<DoorAnswer, UncountedReview>;
  const DecodedReview decoded = decode_review(body, arena);
  return std::visit(Overloaded{
                        [&](const model::AdmissionRequest& request) { return judged(request, phase, admit); },
                        [&](const UnreadableObject& object) -> Answered {
                          return encoded(object.uid, admit.refuse_unreadable(object.uid, object.message, phase), {});
                        },
                        [](const UnreadableReview& review) -> Answered {
                          return DoorAnswer{400, false, encode_status(400, review.message)};
                        },
                    },
                    decoded);
}

DoorAnswer answer_counted(std::string_view uid, const admission::Admit::Answer& counted) { return encoded(uid, counted, {}); }

}  // namespace tollgate::kube_codec
