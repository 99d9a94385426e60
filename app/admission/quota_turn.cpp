#include "app/admission/quota_turn.h"

#include <utility>

namespace tollgate::admission {
namespace {

bool is_grant(const quota::Answer& answer) {
  return answer.outcome == quota::Outcome::kReserved || answer.outcome == quota::Outcome::kHeld;
}

// Whether trying again may come to something else.
bool is_final(const Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kInvalid || error.code == ErrorCode::kForbidden;
}

// Nobody is granted anything: all are told why, or all try again.
void fail(Turn& turn, const Error& error) {
  if (is_final(error)) {
    for (auto& answer : turn.answers) answer = {.outcome = quota::Outcome::kUnable, .reason = error.message};
  } else {
    turn.trouble = error.message;
  }
}

}  // namespace

Turn take_turn(QuotaStore& store, std::string_view root, std::span<const quota::Waiter> waiters, const quota::Caps& caps,
               Basis basis, std::chrono::nanoseconds deadline) {
  Turn turn;
  turn.answers.resize(waiters.size());
  std::shared_ptr<const quota::Ledger> base = basis == Basis::kCached ? store.cached(root) : nullptr;
  bool current = base == nullptr;
  if (current) {
    Result<quota::Ledger> read = store.read_live(root, deadline);
    if (!read) return fail(turn, read.error()), turn;
    base = std::make_shared<const quota::Ledger>(std::move(read).value());
  }
  quota::Round round = quota::admit(*base, waiters, caps);
  if (round.next) {
    turn.swap = store.replace(*round.next, deadline);
    if (!turn.swap->ok()) return fail(turn, turn.swap->error()), turn;
    current = true;
  }
  for (std::size_t i = 0; i < waiters.size(); ++i) {
    if (current || is_grant(round.answers[i])) turn.answers[i] = std::move(round.answers[i]);
  }
  return turn;
}

}  // namespace tollgate::admission
