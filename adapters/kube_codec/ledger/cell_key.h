// A cell's key as one text: "team|user|jobType|tier|pool|resource".
//
// Any bytes may stand in a name. What is not printable ASCII, and '|' and '%' themselves, is written as %XX, so no name can
// reach into its neighbour.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/quota/ledger.h"

namespace tollgate::kube_codec {

std::string text_of(const quota::CellKey& key);

// Nothing when it is no such text.
std::optional<quota::CellKey> cell_key_of(std::string_view text);

}  // namespace tollgate::kube_codec
