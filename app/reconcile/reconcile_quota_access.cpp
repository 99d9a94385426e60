#include "app/reconcile/reconcile_quota_access.h"

namespace tollgate::reconcile {

QuotaAccessOutcome reconcile_quota_access(const policy::Site& site, QuotaAccess& access) {
  QuotaAccessOutcome outcome;
  const auto granted = access.list();
  if (!granted) return {.written = 0, .failures = {granted.error().message}};
  const ReaderChanges changes = plan_readers(quota_readers(site), *granted);
  const auto count = [&](const Result<void>& done) {
    if (done) {
      ++outcome.written;
    } else {
      outcome.failures.push_back(done.error().message);
    }
  };
  for (const QuotaReaders& readers : changes.grant) count(access.grant(readers));
  for (const std::string& team : changes.revoke) count(access.revoke(team));
  return outcome;
}

}  // namespace tollgate::reconcile
