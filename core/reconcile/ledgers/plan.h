// Which quota ledgers there are to be and with which limits, against those there are.
//
// What makes a change exact is in the ledgers themselves, so whoever takes over goes on where it was left:
//  * A change of more than limits is written frozen, and ends frozen: only once the pods were counted into that very spec.
//  * A ledger stays frozen while another one has, or has promises of, a team that is its own now; and while it has promises of a
//    team that is not its own any more. So a team moves from one root to another without a pod that is counted nowhere.
//  * A ledger goes only when nothing is counted or promised in it and nothing more can be. One that cannot be read goes at once;
//    the new one in its place grants nothing for as long as a promise lasts.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/quota/ledger.h"

namespace tollgate::reconcile {

struct ObservedLedger {
  quota::Ledger ledger;
  bool deleting = false;  // somebody deleted it: it is there until it is let go
  bool held = true;       // by our finalizer
  std::string newer;      // a newer Tollgate wrote it, and what that means; of such a one, as of a broken one, …
  std::string broken;     // … nothing more is known than which it is: somebody edited it, and how
};

struct LedgerAction {
  enum class Kind : std::uint8_t { kCreate, kWriteSpec, kRemove };
  Kind kind = Kind::kCreate;
  std::string root;
  quota::LedgerSpec spec;                // of kCreate and kWriteSpec
  bool repairs = false;                  // it was edited by hand
  const ObservedLedger* seen = nullptr;  // of kWriteSpec and kRemove; in what was planned from
};

struct LedgerPlan {
  std::vector<LedgerAction> actions;
  std::vector<std::string> waiting;  // what is not done yet and why, for people
  std::vector<std::string> alarms;   // what somebody has to look at

  [[nodiscard]] bool is_settled() const { return actions.empty() && waiting.empty(); }
};

struct DesiredLedgers {
  std::map<std::string, quota::LedgerSpec, std::less<>> specs;  // by root
  std::string digest;                                           // of the policy that says so
};

// Nothing to do when all is right. `observed` outlives the plan.
LedgerPlan plan_ledgers(const DesiredLedgers& desired, const std::vector<ObservedLedger>& observed);

// Whether, with this spec, one that is frozen grants again.
bool lets_grant_again(const ObservedLedger& seen, const quota::LedgerSpec& spec);

// For people, one line.
std::string describe(const LedgerAction& action);

}  // namespace tollgate::reconcile
