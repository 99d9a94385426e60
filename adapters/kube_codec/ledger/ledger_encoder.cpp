#include <map>
#include <unordered_map>

#include "adapters/json/writer.h"
#include "adapters/kube_codec/ledger/cell_key.h"
#include "adapters/kube_codec/ledger/ledger.h"

namespace tollgate::kube_codec {
namespace {

using json::Writer;
using model::GpuUnits;

// Bytes of one reservation and of one bucket, about: what the text will need in all.
constexpr std::size_t kBytesOfReservation = 160;
constexpr std::size_t kBytesOfCell = 120;

void begin(Writer& json, const quota::Ledger& ledger) {
  json.begin_object().field("apiVersion", "tollgate.dev/v1alpha1").field("kind", "QuotaLedger").key("metadata");
  json.begin_object().field("name", ledger.root);
  if (!ledger.version.empty()) json.field("resourceVersion", ledger.version);
}

void write_limits(Writer& json, std::string_view name, const std::vector<quota::KeyedLimit>& limits) {
  if (limits.empty()) return;
  json.key(name).begin_array();
  for (const quota::KeyedLimit& limit : limits) {
    json.begin_object().field("key", limit.key).field("gpus", limit.gpus.count()).end_object();
  }
  json.end_array();
}

void write_limit(Writer& json, std::string_view name, const std::optional<GpuUnits>& limit) {
  if (limit) json.field(name, limit->count());
}

void write_team(Writer& json, const quota::TeamLimits& team) {
  json.begin_object().field("name", team.name);
  if (!team.parent.empty()) json.field("parent", team.parent);
  write_limit(json, "gpus", team.gpus);
  if (team.guaranteed != GpuUnits{}) json.field("guaranteed", team.guaranteed.count());
  write_limits(json, "byModel", team.by_model);
  write_limits(json, "byJobType", team.by_job_type);
  write_limit(json, "perUser", team.per_user);
  write_limit(json, "perPod", team.per_pod);
  json.end_object();
}

void write_spec(Writer& json, const quota::LedgerSpec& spec) {
  json.begin_object().field("format", kLedgerFormat).field("policyDigest", spec.policy_digest).field("frozen", spec.frozen);
  json.key("teams").begin_array();
  for (const quota::TeamLimits& team : spec.teams) write_team(json, team);
  json.end_array().key("pools").begin_array();
  for (const quota::PoolModel& pool : spec.pools) {
    json.begin_object().field("name", pool.name).field("model", pool.model).end_object();
  }
  json.end_array().key("weights").begin_array();
  for (const quota::Weight& weight : spec.weights) {
    json.begin_object().field("resource", weight.resource);
    if (!weight.pool.empty()) json.field("pool", weight.pool);
    json.field("units", weight.gpus.count()).end_object();
  }
  json.end_array().end_object();
}

// Every key of a status once, in the order in which they are first needed.
class Keys {
 public:
  explicit Keys(const quota::LedgerStatus& status) {
    add(status.cells);
    for (const quota::Reservation& reservation : status.reservations) add(reservation.charge.cells);
  }

  void write(Writer& json) const {
    json.begin_array();
    for (const quota::CellKey* key : in_order_) json.text(text_of(*key));
    json.end_array();
  }

  // A key that several cells have is written with their sum: what is written twice would not be read.
  void write_cells(Writer& json, const std::vector<quota::Cell>& cells) const {
    std::vector<std::size_t> places;
    places.reserve(cells.size());
    std::unordered_map<std::size_t, GpuUnits> amounts;  // saturating, whatever they are amounts of
    for (const quota::Cell& cell : cells) {
      const std::size_t place = places_.at(cell.key);
      const auto [sum, is_new] = amounts.try_emplace(place);
      if (is_new) places.push_back(place);
      sum->second += GpuUnits::units(cell.amount);
    }
    json.begin_array();
    for (const std::size_t place : places) {
      json.begin_object().field("k", place).field("a", amounts.at(place).count()).end_object();
    }
    json.end_array();
  }

 private:
  void add(const std::vector<quota::Cell>& cells) {
    for (const quota::Cell& cell : cells) {
      const auto [place, is_new] = places_.try_emplace(cell.key, in_order_.size());
      if (is_new) in_order_.push_back(&place->first);
    }
  }

  std::map<quota::CellKey, std::size_t> places_;
  std::vector<const quota::CellKey*> in_order_;
};

void write_reservation(Writer& json, const quota::Reservation& reservation, const Keys& keys) {
  json.begin_object().field("u", reservation.charge.uid).field("n", reservation.charge.name);
  if (!reservation.charge.owner.empty()) json.field("o", reservation.charge.owner);
  json.key("c");
  keys.write_cells(json, reservation.charge.cells);
  if (reservation.age != 0) json.field("age", reservation.age);
  json.end_object();
}

void write_condition(Writer& json, const quota::Condition& condition) {
  json.begin_object().field("type", condition.type).field("status", condition.holds ? "True" : "False");
  if (!condition.since.empty()) json.field("lastTransitionTime", condition.since);
  if (!condition.reason.empty()) json.field("reason", condition.reason);
  if (!condition.message.empty()) json.field("message", condition.message);
  json.end_object();
}

void write_meters(Writer& json, const std::vector<quota::Meter>& meters) {
  json.key("meters").begin_array();
  for (const quota::Meter& meter : meters) {
    json.begin_object().field("team", meter.team).field("spentMicro", meter.spent_micro);
    json.field("gpuMillis", meter.gpu_millis).end_object();
  }
  json.end_array();
}

void write_status(Writer& json, const quota::LedgerStatus& status) {
  json.begin_object().field("epoch", status.epoch).field("snapshotRV", status.snapshot);
  if (!status.claims.empty()) json.field("claimsRV", status.claims);
  json.field("observedGeneration", status.observed_generation).key("conditions").begin_array();
  write_condition(json, {.type = std::string{kInitialized}, .holds = status.initialized});
  for (const quota::Condition& condition : status.conditions) write_condition(json, condition);
  json.end_array();
  if (status.waited != 0) json.field("waited", status.waited);
  const Keys keys{status};
  json.key("keys");
  keys.write(json);
  json.key("cells");
  keys.write_cells(json, status.cells);
  json.key("reservations").begin_array();
  for (const quota::Reservation& reservation : status.reservations) write_reservation(json, reservation, keys);
  json.end_array();
  if (!status.meters.empty()) write_meters(json, status.meters);
  json.end_object();
}

}  // namespace

std::string encode_ledger_spec(const quota::Ledger& ledger) {
  Writer json;
  begin(json, ledger);
  json.key("finalizers").begin_array().text(kLedgerFinalizer).end_array().end_object().key("spec");
  write_spec(json, ledger.spec);
  json.end_object();
  return std::move(json).take();
}

std::string encode_ledger_limits(const quota::LedgerSpec& spec) {
  Writer json;
  write_spec(json, spec);
  return std::move(json).take();
}

std::string encode_ledger_status(const quota::Ledger& ledger) {
  const quota::LedgerStatus& status = ledger.status;
  Writer json{1024 + status.cells.size() * kBytesOfCell + status.reservations.size() * kBytesOfReservation};
  begin(json, ledger);
  json.end_object().key("status");
  write_status(json, status);
  json.end_object();
  return std::move(json).take();
}

}  // namespace tollgate::kube_codec
