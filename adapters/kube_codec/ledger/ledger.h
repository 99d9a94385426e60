// QuotaLedger objects (manifests/15-crds.yaml) ↔ quota::Ledger.
//
// A name that is in a cell's key stands once in the object, in `status.keys`; cells count with its index. So what a thousand
// pods have in common is written once, and the object stays small: every grant rewrites it.
//
// What is decoded was maybe edited by hand. Everything that the arithmetic of core/quota relies on is checked here: amounts are
// not negative, indices exist, nothing stands twice, teams form a tree.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/json/value.h"
#include "core/quota/ledger.h"
#include "core/result.h"

namespace tollgate::kube_codec {

// Of the object's spec. A ledger with a greater one was written by a newer Tollgate, which may mean things by it that we do
// not know: it is not read, and so it can never be stored over.
inline constexpr std::int64_t kLedgerFormat = 1;

// The condition that a ledger's first count has made. (LedgerStatus::conditions has the others.)
inline constexpr std::string_view kInitialized = "Initialized";

// Held by the controller, so that a ledger does not go before its pods are counted elsewhere.
inline constexpr std::string_view kLedgerFinalizer = "tollgate.dev/ledger";

inline constexpr std::string_view kLedgersPath = "/apis/tollgate.dev/v1alpha1/quotaledgers";
std::string ledger_path(std::string_view root);

// kInvalid names the field and what is wrong with it; of another format, it says so.
Result<quota::Ledger> decode_ledger(const json::Value& object);

// The object with its spec and the finalizer, without status: to create it, or to replace its spec. Without a resourceVersion
// when the ledger has no version.
std::string encode_ledger_spec(const quota::Ledger& ledger);

// The spec alone.
std::string encode_ledger_limits(const quota::LedgerSpec& spec);

// The object with its status, without spec: for PUT …/status, which takes nothing else of it but the resourceVersion.
std::string encode_ledger_status(const quota::Ledger& ledger);

}  // namespace tollgate::kube_codec
