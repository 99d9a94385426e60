// How the parts of a QuotaLedger are read. Internal to the folder.

#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/kube_codec/cursor.h"
#include "core/quota/ledger.h"

namespace tollgate::kube_codec {

// A bound that no ledger of ours comes near: etcd takes objects of 1.5 MiB.
inline constexpr std::size_t kMaxEntries = 64 << 10;

void read_spec(const Cursor& at, quota::LedgerSpec& spec);
void read_status(const Cursor& at, quota::LedgerStatus& status);

// Limits, weights, amounts and ages alike: at least zero, and zero when null.
inline std::int64_t count_at(const Cursor& at) {
  const std::int64_t count = at.integer().value_or(0);
  if (count < 0) at.wrong("negative");
  return std::max<std::int64_t>(count, 0);
}

template <auto kField, class T>
void into_count(const Cursor& at, T& into) {
  into.*kField = count_at(at);
}

template <class T, std::size_t N>
std::vector<T> read_items(const Cursor& at, const Member<T> (&members)[N]) {
  return kube_codec::read_items(at, members, kMaxEntries);
}

}  // namespace tollgate::kube_codec
