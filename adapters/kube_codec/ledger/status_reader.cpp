#include <fmt/format.h>

#include <climits>
#include <set>
#include <unordered_set>

#include "adapters/kube_codec/ledger/cell_key.h"
#include "adapters/kube_codec/ledger/ledger.h"
#include "adapters/kube_codec/ledger/readers.h"

namespace tollgate::kube_codec {
namespace {

using Keys = std::vector<quota::CellKey>;

Keys read_keys(const Cursor& at) {
  Keys keys;
  if (!at.is_list(kMaxEntries)) return keys;
  keys.reserve(at.value().size());
  for (const json::Value& value : at.value().items()) {
    const Cursor item{at, keys.size(), value};
    auto key = cell_key_of(item.text());
    if (!key) item.wrong("not team|user|jobType|tier|pool|resource");
    keys.push_back(std::move(key).value_or(quota::CellKey{}));
  }
  std::set<quota::CellKey> known;
  for (const quota::CellKey& key : keys) {
    if (!known.insert(key).second) at.wrong(fmt::format("\"{}\" stands here twice", text_of(key)));
  }
  return keys;
}

struct RawCell {
  std::int64_t key = -1;
  std::int64_t amount = -1;
};

constexpr Member<RawCell> kCell[] = {
    {"k", into_count<&RawCell::key>},
    {"a", into_count<&RawCell::amount>},
};

std::vector<quota::Cell> read_cells(const Cursor& at, const Keys& keys) {
  const std::vector<RawCell> raw_cells = read_items(at, kCell);
  std::vector<quota::Cell> cells;
  cells.reserve(raw_cells.size());
  std::unordered_set<std::int64_t> known;
  for (const RawCell& raw : raw_cells) {
    const Cursor item{at, cells.size(), {}};
    const bool exists = raw.key >= 0 && raw.key < static_cast<std::int64_t>(keys.size());
    if (!exists) item.wrong(raw.key < 0 ? "k: missing" : fmt::format("k: there are only {} keys", keys.size()));
    if (raw.amount < 0) item.wrong("a: missing");
    if (!known.insert(raw.key).second) item.wrong(fmt::format("key {} stands here twice", raw.key));
    cells.push_back({exists ? keys[static_cast<std::size_t>(raw.key)] : quota::CellKey{}, raw.amount});
  }
  return cells;
}

// A reservation with the keys that its cells refer to.
struct ReservationDraft {
  quota::Reservation* into;
  const Keys* keys;
};

int seconds_at(const Cursor& at) {
  const std::int64_t seconds = count_at(at);
  if (seconds > INT_MAX) at.wrong("not a number of seconds");
  return static_cast<int>(std::min<std::int64_t>(seconds, INT_MAX));
}

void read_age(const Cursor& at, ReservationDraft& draft) { draft.into->age = seconds_at(at); }

constexpr Member<ReservationDraft> kReservation[] = {
    {"u", [](const Cursor& at, ReservationDraft& draft) { draft.into->charge.uid = std::string{at.text()}; }},
    {"n", [](const Cursor& at, ReservationDraft& draft) { draft.into->charge.name = std::string{at.text()}; }},
    {"o", [](const Cursor& at, ReservationDraft& draft) { draft.into->charge.owner = std::string{at.text()}; }},
    {"c", [](const Cursor& at, ReservationDraft& draft) { draft.into->charge.cells = read_cells(at, *draft.keys); }},
    {"age", read_age},
};

bool is_one_pods(const std::vector<quota::Cell>& cells) {
  return std::ranges::all_of(cells, [&first = cells.front().key](const quota::Cell& cell) {
    return cell.key.team == first.team && cell.key.user == first.user && cell.key.job_type == first.job_type;
  });
}

void expect_whole(const Cursor& at, const quota::Charge& charge) {
  if (charge.uid.empty()) at.wrong("u: missing");
  if (charge.name.empty()) at.wrong("n: missing");
  if (charge.cells.empty()) return at.wrong("c: missing");
  if (!is_one_pods(charge.cells)) at.wrong("c: of more than one team, user or job type");
}

std::vector<quota::Reservation> read_reservations(const Cursor& at, const Keys& keys) {
  std::vector<quota::Reservation> reservations;
  if (!at.is_list(kMaxEntries)) return reservations;
  reservations.reserve(at.value().size());
  std::unordered_set<std::string_view> known;
  for (const json::Value& value : at.value().items()) {
    const Cursor item{at, reservations.size(), value};
    ReservationDraft draft{&reservations.emplace_back(), &keys};
    read_object(item, kReservation, draft);
    expect_whole(item, draft.into->charge);
    if (!known.insert(value["u"].text()).second) item.wrong("its pod stands here twice");
  }
  return reservations;
}

void read_condition_status(const Cursor& at, quota::Condition& condition) { condition.holds = at.text() == "True"; }

constexpr Member<quota::Condition> kCondition[] = {
    {"type", into_string<&quota::Condition::type>},
    {"status", read_condition_status},
    {"reason", into_string<&quota::Condition::reason>},
    {"message", into_string<&quota::Condition::message>},
    {"lastTransitionTime", into_string<&quota::Condition::since>},
};

constexpr Member<quota::Meter> kMeter[] = {
    {"team", into_string<&quota::Meter::team>},
    {"spentMicro", into_count<&quota::Meter::spent_micro>},
    {"gpuMillis", into_count<&quota::Meter::gpu_millis>},
};

struct StatusDraft {
  quota::LedgerStatus* into;
  Keys keys;
};

void read_conditions(const Cursor& at, StatusDraft& draft) {
  std::set<std::string> known;
  for (quota::Condition& condition : read_items(at, kCondition)) {
    if (!known.insert(condition.type).second) at.wrong(fmt::format("{} stands here twice", condition.type));
    if (condition.type == kInitialized) {
      draft.into->initialized = condition.holds;
    } else {
      draft.into->conditions.push_back(std::move(condition));
    }
  }
}

void read_waited(const Cursor& at, StatusDraft& draft) { draft.into->waited = seconds_at(at); }

constexpr Member<StatusDraft> kStatus[] = {
    {"epoch", [](const Cursor& at, StatusDraft& draft) { draft.into->epoch = count_at(at); }},
    {"snapshotRV", [](const Cursor& at, StatusDraft& draft) { draft.into->snapshot = std::string{at.text()}; }},
    {"claimsRV", [](const Cursor& at, StatusDraft& draft) { draft.into->claims = std::string{at.text()}; }},
    {"observedGeneration", [](const Cursor& at, StatusDraft& draft) { draft.into->observed_generation = count_at(at); }},
    {"waited", read_waited},
    {"conditions", read_conditions},
    {"keys", [](const Cursor&, StatusDraft&) {}},  // were read before the rest, which refers to them
    {"cells", [](const Cursor& at, StatusDraft& draft) { draft.into->cells = read_cells(at, draft.keys); }},
    {"reservations", [](const Cursor& at, StatusDraft& draft) { draft.into->reservations = read_reservations(at, draft.keys); }},
    {"meters", [](const Cursor& at, StatusDraft& draft) { draft.into->meters = read_items(at, kMeter); }},
};

}  // namespace

void read_status(const Cursor& at, quota::LedgerStatus& status) {
  StatusDraft draft{&status, read_keys(Cursor{at, "keys", at.value()["keys"]})};
  read_object(at, kStatus, draft);
}

}  // namespace tollgate::kube_codec
