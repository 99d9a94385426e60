#include "adapters/json/patching.h"

#include <nlohmann/json.hpp>

namespace tollgate::json {
namespace {

using Json = nlohmann::ordered_json;

// The library throws; nothing of that leaves this file.
template <class Work>
Result<std::string> guarded(const Work& work) {
  try {
    return work();
  } catch (const Json::exception& e) {
    return Error{ErrorCode::kInvalid, e.what()};
  }
}

}  // namespace

Result<std::string> apply_patch(std::string_view document, std::string_view patch) { return apply_patch_at(document, "", patch); }

Result<std::string> apply_patch_at(std::string_view document, const std::string& place, std::string_view patch) {
  return guarded([&] {
    Json whole = Json::parse(document);
    Json& part = whole.at(Json::json_pointer{place});
    part = part.patch(Json::parse(patch));
    return whole.dump();
  });
}

Result<std::string> difference(std::string_view from, std::string_view to) {
  return guarded([&] {
    // Plain json: the order of keys makes no difference.
    const auto operations = nlohmann::json::diff(nlohmann::json::parse(from), nlohmann::json::parse(to));
    std::string lines;
    for (const auto& operation : operations) lines += (lines.empty() ? "" : "\n") + operation.dump();
    return lines;
  });
}

}  // namespace tollgate::json
