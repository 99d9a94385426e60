// TeamQuota as the API server keeps it: a cluster-scoped object by the team's name, all of it in `status`
// (manifests/16-team-quotas.yaml).

#pragma once

#include <string>
#include <string_view>

#include "adapters/json/value.h"
#include "adapters/json/writer.h"
#include "core/quota/team_quota.h"
#include "core/result.h"

namespace tollgate::kube_codec {

// The collection's path at the API server.
inline constexpr std::string_view kTeamQuotas = "/apis/tollgate.dev/v1alpha1/teamquotas";

// The whole object, to be applied.
std::string encode_team_quota(const quota::TeamQuota& quota);

// What stands in `status`, as one JSON object.
void write_team_quota(const quota::TeamQuota& quota, json::Writer& json);

// kInvalid names the field.
Result<quota::TeamQuota> decode_team_quota(const json::Value& object);

}  // namespace tollgate::kube_codec
