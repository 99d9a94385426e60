#include "adapters/kube_client/watch/team_quota_watch.h"

#include <string>

#include "adapters/kube_codec/quota/team_quota.h"

namespace tollgate::kube_client {
namespace {

Result<std::shared_ptr<const quota::TeamQuota>> decode(const json::Value& object) {
  return std::make_shared<const quota::TeamQuota>(TRY(kube_codec::decode_team_quota(object)));
}

}  // namespace

TeamQuotaWatch::TeamQuotaWatch(Api& api, Log& log, Watch::Settings settings)
    : quotas_{decode, [] {}, log}, watch_{api, std::string{kube_codec::kTeamQuotas}, quotas_, log, settings} {}

std::shared_ptr<const quota::TeamQuota> TeamQuotaWatch::find(std::string_view team) const {
  return quotas_.find(team).value_or(nullptr);
}

}  // namespace tollgate::kube_client
