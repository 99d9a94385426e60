// JSON Patch (RFC 6902) on JSON texts, for tools; the webhook only writes patches.

#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate::json {

// kInvalid: one of the texts is not what it should be, or an operation does not apply.
Result<std::string> apply_patch(std::string_view document, std::string_view patch);

// The same for the value at the JSON Pointer `place` in the document: its patch knows nothing of what is around it.
Result<std::string> apply_patch_at(std::string_view document, const std::string& place, std::string_view patch);

// The patch that turns one document into the other, one operation a line; empty when they are equal.
Result<std::string> difference(std::string_view from, std::string_view to);

}  // namespace tollgate::json
