#include "adapters/kube_client/team/team_quota_objects.h"

#include <utility>

#include "adapters/kube_codec/quota/team_quota.h"

namespace tollgate::kube_client {
namespace {

std::string path_of(const std::string& team) { return std::string{kube_codec::kTeamQuotas} + "/" + team; }

}  // namespace

Result<std::vector<quota::TeamQuota>> TeamQuotaObjects::list() {
  std::vector<quota::TeamQuota> quotas;
  const auto take = [&](const Object& object) {
    Result<quota::TeamQuota> quota = kube_codec::decode_team_quota(object.value);
    quotas.push_back(quota ? std::move(quota).value() : quota::TeamQuota{.team = object.stored.name});
  };
  TRY(api_.list(std::string{kube_codec::kTeamQuotas}, take, {.at_most = at_most_, .stop = {}}));
  return quotas;
}

Result<void> TeamQuotaObjects::write(const quota::TeamQuota& quota) {
  TRY(api_.apply(path_of(quota.team), kube_codec::encode_team_quota(quota), {.at_most = at_most_, .stop = {}}));
  return {};
}

Result<void> TeamQuotaObjects::remove(const std::string& team) {
  const Result<std::string> removed = api_.remove(path_of(team), "{}", {.at_most = at_most_, .stop = {}});
  if (removed || removed.error().code == ErrorCode::kNotFound) return {};
  return removed.error();
}

Result<quota::TeamQuota> TeamQuotaObjects::read(const std::string& team) {
  const std::string body = TRY(api_.get(path_of(team), {.at_most = at_most_, .stop = {}}));
  Decoder decoder;
  const Object object = TRY(decoder.object(body));
  return kube_codec::decode_team_quota(object.value);
}

}  // namespace tollgate::kube_client
