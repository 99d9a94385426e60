#include "app/reconcile/lift_gates.h"

#include <utility>

namespace tollgate::reconcile {
namespace {

constexpr int kTries = 5;

// Gone, or no longer what it was: the pods will tell.
bool is_news(const Error& error) { return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kConflict; }

std::string failure(const quota::WaitingPod& pod, const Error& error) { return "pod " + pod.charge.name + ": " + error.message; }

}  // namespace

Result<LiftGates::Outcome> LiftGates::pass(const std::string& root_name, std::int64_t epoch) {
  const std::uint64_t revision = needs_.pods.revision();
  const auto cached = needs_.ledgers.cached(root_name);
  Root& root = roots_[root_name];
  if (cached != nullptr && cached->version == root.version && revision == root.revision) return root.outcome;
  Result<Outcome> outcome = pass_once(root_name, root, epoch, cached);
  for (int tries = 1; tries < kTries; ++tries) {
    if (outcome.ok() || outcome.error().code != ErrorCode::kConflict) break;
    outcome = pass_once(root_name, root, epoch, nullptr);
  }
  const auto now = needs_.ledgers.cached(root_name);
  const bool is_settled = outcome.ok() && outcome->failures.empty() && !root.has_more && now != nullptr;
  root.version = is_settled ? now->version : std::string{};
  root.revision = revision;
  if (is_settled) root.outcome = {.lifted = 0, .waiting = outcome->waiting, .failures = {}};
  return outcome;
}

// Who goes by an old copy promises nothing: the store would not take it. A promise found in one stands, as long as its pod waits.
Result<LiftGates::Outcome> LiftGates::pass_once(const std::string& root_name, Root& root, std::int64_t epoch, Copy ledger) {
  const std::chrono::nanoseconds deadline = needs_.clock.monotonic() + settings_.patience;
  if (ledger == nullptr) {
    ledger = std::make_shared<const quota::Ledger>(TRY(needs_.ledgers.read_live(root_name, deadline)));
  }
  const auto snapshot = needs_.pods.snapshot(*ledger);
  if (!snapshot) return Error{ErrorCode::kUnavailable, "the pods were not listed yet"};
  root.has_more = false;
  if (snapshot->waiting.empty()) return Outcome{};
  const quota::LiftPlan plan = TRY(quota::plan_lifts(*ledger, *snapshot, epoch));
  if (plan.next) TRY(needs_.ledgers.replace(*plan.next, deadline));
  Outcome outcome{.lifted = 0, .waiting = plan.waiting.size(), .failures = {}};
  lift(plan.lifts, root, outcome);
  say(plan, root_name, root, outcome);
  return outcome;
}

LiftGates::Outcome LiftGates::free_pass() {
  Outcome outcome;
  const auto snapshot = needs_.pods.snapshot(quota::Ledger{});
  if (snapshot) lift(snapshot->waiting, roots_[std::string{}], outcome);
  return outcome;
}

void LiftGates::lift(const std::vector<quota::WaitingPod>& pods, Root& root, Outcome& outcome) {
  const std::chrono::nanoseconds end = needs_.clock.monotonic() + settings_.lift_for;
  ByUid lifted;
  for (const quota::WaitingPod& pod : pods) {
    if (needs_.clock.monotonic() > end) {
      root.has_more = true;
      break;
    }
    const auto before = root.lifted.find(pod.charge.uid);
    const bool is_done = before != root.lifted.end() && before->second == pod.gate.version;
    const Result<void> done = is_done ? Result<void>{} : needs_.gates.lift(pod);
    if (done) {
      lifted.emplace(pod.charge.uid, pod.gate.version);
      if (is_done) continue;
      ++outcome.lifted;
      needs_.log.info("pod let in", {{"pod", pod.charge.name}, {"uid", pod.charge.uid}});
    } else if (!is_news(done.error())) {
      outcome.failures.push_back(failure(pod, done.error()));
    }
  }
  root.lifted = std::move(lifted);
}

// In order, those in front first. What was said before and is not seen yet is not said again.
void LiftGates::say(const quota::LiftPlan& plan, const std::string& root_name, Root& root, Outcome& outcome) {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  std::map<std::string, Said, std::less<>> said;
  std::size_t times = 0;
  for (const quota::Waits& one : plan.waiting) {
    const auto before = root.said.find(one.pod.charge.uid);
    const bool is_early = before != root.said.end() && now - before->second.at < settings_.say_every;
    if (is_early) said.insert(*before);
    std::string text = quota::waiting_text(plan, one, root_name);
    if (text == one.pod.gate.said) continue;
    if (is_early || times == settings_.says_a_pass) {
      root.has_more = true;
      continue;
    }
    ++times;
    const Result<void> done = needs_.gates.say(one.pod, text);
    if (!done && !is_news(done.error())) outcome.failures.push_back(failure(one.pod, done.error()));
    said[one.pod.charge.uid] = {std::move(text), now};
  }
  root.said = std::move(said);
}

}  // namespace tollgate::reconcile
