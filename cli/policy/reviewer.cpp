#include "cli/policy/reviewer.h"

#include <fmt/format.h>

#include <memory>
#include <span>
#include <utility>

#include "adapters/json/patching.h"
#include "adapters/kube_codec/patch.h"
#include "adapters/kube_codec/review_door.h"
#include "core/overloaded.h"
#include "core/policy/decide.h"
#include "core/policy/gpu/claim_for_pod.h"
#include "core/policy/judging/quota/conclude.h"
#include "core/quota/admit.h"

namespace tollgate::cli {
namespace {

using kube_codec::ObjectContext;
using policy::Phase;

Reviewed unreadable(std::string uid, int code, std::string why) {
  Reviewed reviewed{.uid = std::move(uid)};
  reviewed.decision.allowed = false;
  reviewed.decision.code = code;
  policy::Problem& problem = reviewed.decision.problems.emplace_back();
  problem.policy = problem.rule = "object";
  problem.text = std::move(why);
  return reviewed;
}

std::string title_of(const model::AdmissionRequest& request) {
  const model::Text name = request.name.empty() ? model::Text{"(no name yet)"} : request.name;
  return fmt::format("{} {}/{}", request.kind, request.namespace_name, name);
}

}  // namespace

struct Reviewer::Judged {
  Reviewed reviewed;
  bool was_review = false;
  bool validate_next = false;  // the first half of ReviewPhase::kBoth is done
};

Reviewed Reviewer::review(std::string_view json, const ObjectContext& context, std::optional<ReviewPhase> phase) {
  Judged first = judge(json, context, phase);
  Reviewed& mutated = first.reviewed;
  mutated.result = json;
  if (!mutated.patch.empty()) {
    auto patched = json::apply_patch_at(json, first.was_review ? "/request/object" : "", mutated.patch);
    if (!patched) return unreadable(mutated.uid, 422, "cannot be patched: " + patched.error().message);
    mutated.result = *std::move(patched);
  }
  if (!first.validate_next) return std::move(mutated);
  Reviewed validated = judge(mutated.result, context, ReviewPhase::kValidate).reviewed;
  validated.patch = std::move(mutated.patch);
  validated.result = std::move(mutated.result);
  return validated;
}

Reviewer::Judged Reviewer::judge(std::string_view json, const ObjectContext& context, std::optional<ReviewPhase> phase) {
  const kube_codec::DecodedText text = decode_text(json, context, arena_);
  const ReviewPhase wanted = phase.value_or(text.was_review ? ReviewPhase::kValidate : ReviewPhase::kBoth);
  Judged judged{.reviewed = {}, .was_review = text.was_review};
  std::visit(
      Overloaded{
          [&](const model::AdmissionRequest& request) {
            judge(request, wanted, judged.reviewed);
            judged.validate_next = wanted == ReviewPhase::kBoth;
          },
          [&](const kube_codec::UnreadableReview& review) { judged.reviewed = unreadable("", 400, review.message); },
          [&](const kube_codec::UnreadableObject& object) { judged.reviewed = unreadable(object.uid, 422, object.message); },
      },
      text.decoded);
  return judged;
}

void Reviewer::judge(const model::AdmissionRequest& request, ReviewPhase phase, Reviewed& reviewed) const {
  reviewed.uid = request.uid;
  reviewed.title = title_of(request);
  const Phase door = phase == ReviewPhase::kValidate ? Phase::kValidate : Phase::kMutate;
  const policy::QuotaView quota{.ledger = [this](std::string_view root) {
    const auto found = ledgers_.find(root);
    return found == ledgers_.end() ? nullptr : std::shared_ptr<const quota::Ledger>{std::shared_ptr<void>{}, &found->second};
  }};
  reviewed.decision = decide(site_, cluster_, request, door, now_, quota);
  if (reviewed.decision.for_pod) {
    answer_for_pod(site_, Error{ErrorCode::kUnavailable, "there is no cluster to look at"}, reviewed.decision);
  }
  if (reviewed.decision.pending) count(reviewed.decision);
  reviewed.patch = kube_codec::encode_patch(request, reviewed.decision.edits);
}

void Reviewer::count(policy::Decision& decision) const {
  const auto ledger = ledgers_.find(decision.pending->root);
  const quota::Waiter waiter{.charge = decision.pending->charge, .limited = decision.pending->limited};
  conclude(decision, quota::admit(ledger->second, std::span{&waiter, 1}, {}).answers.front());
}

std::string Reviewer::answer(const Reviewed& reviewed) const {
  return kube_codec::encode_judged(reviewed.uid, {reviewed.decision, site_.digest}, reviewed.patch);
}

}  // namespace tollgate::cli
