#include "adapters/kube_codec/quota/team_quota.h"

#include "adapters/kube_codec/cursor.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::GpuUnits;
using quota::Holding;
using quota::Portion;
using quota::Return;
using quota::TeamQuota;

void write_amount(std::string_view name, const std::optional<GpuUnits>& gpus, json::Writer& json) {
  if (gpus) json.field(name, gpus->to_text());
}

void write(const Portion& portion, json::Writer& json) {
  json.begin_object().field("name", portion.name).field("used", portion.used.to_text());
  write_amount("limit", portion.limit, json);
  json.end_object();
}

void write(const Holding& holding, json::Writer& json) {
  json.begin_object().field("namespace", holding.namespace_name).field("name", holding.name).field("user", holding.user);
  json.field("jobType", holding.job_type).field("gpus", holding.gpus.to_text());
  if (holding.ends) json.field("ends", to_rfc3339(*holding.ends));
  json.end_object();
}

void write(const Return& one, json::Writer& json) {
  json.begin_object().field("at", to_rfc3339(one.at)).field("gpus", one.gpus.to_text()).end_object();
}

template <class Row>
void write_rows(std::string_view name, const std::vector<Row>& rows, json::Writer& json) {
  if (rows.empty()) return;
  json.key(name).begin_array();
  for (const Row& row : rows) write(row, json);
  json.end_array();
}

// --- and back

GpuUnits amount(const Cursor& at) {
  const Result<GpuUnits> gpus = GpuUnits::from_text(at.text());
  if (!gpus) at.wrong(gpus.error().message);
  return gpus ? *gpus : GpuUnits{};
}

template <auto kField, class T>
void into_gpus(const Cursor& at, T& into) {
  into.*kField = amount(at);
}

Instant instant(const Cursor& at) {
  const Result<Instant> read = instant_from_rfc3339(at.text());
  if (!read) at.wrong(read.error().message);
  return read ? *read : Instant{};
}

template <auto kField, class T>
void into_instant(const Cursor& at, T& into) {
  into.*kField = instant(at);
}

constexpr Member<Portion> kPortion[] = {
    {"name", into_string<&Portion::name>},
    {"used", into_gpus<&Portion::used>},
    {"limit", into_gpus<&Portion::limit>},
};

constexpr Member<Holding> kHolding[] = {
    {"namespace", into_string<&Holding::namespace_name>},
    {"name", into_string<&Holding::name>},
    {"user", into_string<&Holding::user>},
    {"jobType", into_string<&Holding::job_type>},
    {"gpus", into_gpus<&Holding::gpus>},
    {"ends", into_instant<&Holding::ends>},
};

constexpr Member<Return> kReturn[] = {
    {"at", into_instant<&Return::at>},
    {"gpus", into_gpus<&Return::gpus>},
};

template <auto kField, auto& kRow>
void into_rows(const Cursor& at, TeamQuota& quota) {
  quota.*kField = read_items(at, kRow, kMaxItems);
}

constexpr Member<TeamQuota> kStatus[] = {
    {"parent", into_string<&TeamQuota::parent>},
    {"root", into_string<&TeamQuota::root>},
    {"used", into_gpus<&TeamQuota::used>},
    {"reserved", into_gpus<&TeamQuota::reserved>},
    {"limit", into_gpus<&TeamQuota::limit>},
    {"guaranteed", into_gpus<&TeamQuota::guaranteed>},
    {"free", into_gpus<&TeamQuota::free>},
    {"waiting", [](const Cursor& at, TeamQuota& quota) { quota.waiting = at.integer().value_or(0); }},
    {"overLimit", into_flag<&TeamQuota::over_limit>},
    {"byModel", into_rows<&TeamQuota::by_model, kPortion>},
    {"byJobType", into_rows<&TeamQuota::by_job_type, kPortion>},
    {"byUser", into_rows<&TeamQuota::by_user, kPortion>},
    {"teams", into_rows<&TeamQuota::teams, kPortion>},
    {"holders", into_rows<&TeamQuota::holders, kHolding>},
    {"returning", into_rows<&TeamQuota::returning, kReturn>},
};

constexpr Member<TeamQuota> kMetadata[] = {
    {"name", into_string<&TeamQuota::team>},
};

constexpr Member<TeamQuota> kTeamQuota[] = {
    {"metadata", [](const Cursor& at, TeamQuota& quota) { read_object(at, kMetadata, quota); }},
    {"status", [](const Cursor& at, TeamQuota& quota) { read_object(at, kStatus, quota); }},
};

}  // namespace

void write_team_quota(const TeamQuota& quota, json::Writer& json) {
  json.begin_object();
  if (!quota.parent.empty()) json.field("parent", quota.parent);
  json.field("root", quota.root).field("used", quota.used.to_text()).field("reserved", quota.reserved.to_text());
  write_amount("limit", quota.limit, json);
  json.field("guaranteed", quota.guaranteed.to_text()).field("free", quota.free.to_text());
  json.field("waiting", quota.waiting);
  if (quota.over_limit) json.field("overLimit", true);
  write_rows("byModel", quota.by_model, json);
  write_rows("byJobType", quota.by_job_type, json);
  write_rows("byUser", quota.by_user, json);
  write_rows("teams", quota.teams, json);
  write_rows("holders", quota.holders, json);
  write_rows("returning", quota.returning, json);
  json.end_object();
}

std::string encode_team_quota(const TeamQuota& quota) {
  json::Writer json{1024};
  json.begin_object().field("apiVersion", "tollgate.dev/v1alpha1").field("kind", "TeamQuota").key("metadata");
  json.begin_object().field("name", quota.team).end_object().key("status");
  write_team_quota(quota, json);
  json.end_object();
  return std::move(json).take();
}

Result<TeamQuota> decode_team_quota(const json::Value& object) {
  Reading reading;
  TeamQuota found;
  const Cursor at{reading, "", object};
  read_object(at, kTeamQuota, found);
  if (found.team.empty()) at.wrong("metadata.name: missing");
  if (reading.mistake) return Error{ErrorCode::kInvalid, *std::move(reading.mistake)};
  for (Holding& holder : found.holders) holder.team = found.team;
  return found;
}

}  // namespace tollgate::kube_codec
