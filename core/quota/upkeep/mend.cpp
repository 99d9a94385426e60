#include "core/quota/upkeep/mend.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace tollgate::quota {
namespace {

template <class Field>
void put_back(Field& field, const Field& known, std::string_view name, std::vector<std::string>& edits) {
  if (field == known) return;
  field = known;
  edits.emplace_back(name);
}

// Reservations that are missing or changed are put back: their pods may still come.
void put_back_reservations(std::vector<Reservation>& now, const std::vector<Reservation>& known,
                           std::vector<std::string>& edits) {
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < now.size(); ++i) places.emplace(now[i].charge.uid, i);
  std::vector<Reservation> missing;
  std::size_t changed = 0;
  for (const Reservation& reservation : known) {
    const auto place = places.find(reservation.charge.uid);
    if (place == places.end()) {
      missing.push_back(reservation);
    } else if (now[place->second] != reservation) {
      now[place->second] = reservation;
      ++changed;
    }
  }
  if (!missing.empty()) edits.push_back(fmt::format("{} reservations removed", missing.size()));
  if (changed > 0) edits.push_back(fmt::format("{} reservations changed", changed));
  now.insert(now.end(), missing.begin(), missing.end());
}

}  // namespace

bool is_new(const LedgerStatus& status) { return !status.initialized && status.snapshot.empty() && status.cells.empty(); }

Mended mend(Ledger now, const LedgerStatus& known) {
  Mended mended{.ledger = std::move(now), .edits = {}};
  LedgerStatus& status = mended.ledger.status;
  if (is_new(status)) return mended;
  if (status.epoch < known.epoch) put_back(status.epoch, known.epoch, "epoch", mended.edits);
  put_back(status.initialized, known.initialized, "condition Initialized", mended.edits);
  put_back(status.snapshot, known.snapshot, "snapshotRV", mended.edits);
  put_back(status.claims, known.claims, "claimsRV", mended.edits);
  put_back(status.cells, known.cells, "cells", mended.edits);
  put_back_reservations(status.reservations, known.reservations, mended.edits);
  return mended;
}

}  // namespace tollgate::quota
