// Bytes as the body of a review and as a plain object: decoded, judged, patched. Nothing may crash, and what a patch says must
// be valid JSON.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "adapters/kube_codec/object.h"
#include "adapters/kube_codec/patch.h"
#include "adapters/kube_codec/review.h"
#include "core/pss/check.h"

namespace {

using namespace tollgate;

std::vector<policy::PlacedEdit> edits_for(const model::Object& object) {
  std::vector<policy::PlacedEdit> edits;
  const auto edit = [&](std::string_view base, const model::Pod& pod) {
    edits.push_back({std::string{base}, policy::SetLabel{"a~/b", "\"\n"}});
    edits.push_back({std::string{base}, policy::SetPriority{"gpu-low", 100, "Never"}});
    for (const model::Container& container : pod.containers) {
      edits.push_back(
          {std::string{base}, policy::RenameResource{container.kind, std::string{container.name}, "nvidia.com/gpu", "a/~b"}});
    }
  };
  if (const auto* pod = std::get_if<model::Pod>(&object)) edit("", *pod);
  if (const auto* workload = std::get_if<model::Workload>(&object)) {
    for (const auto& one : workload->templates) edit(one.base, one.pod);
  }
  return edits;
}

// By every check of the Pod Security Standards, as it was at first and as it is.
void judge(const model::Object& object) {
  pss::Offences offences;
  const auto judge_pod = [&](const model::Pod& pod) {
    for (const pss::Check& check : pss::checks()) {
      for (const int minor : {check.since_minor, pss::kLatest}) check.find({.pod = pod, .minor = minor}, offences);
    }
  };
  if (const auto* pod = std::get_if<model::Pod>(&object)) judge_pod(*pod);
  if (const auto* workload = std::get_if<model::Workload>(&object)) {
    for (const auto& one : workload->templates) judge_pod(one.pod);
  }
}

void exercise(const kube_codec::DecodedReview& decoded) {
  const auto* request = std::get_if<model::AdmissionRequest>(&decoded);
  if (request == nullptr) return;
  judge(request->object);
  const std::string patch = kube_codec::encode_patch(*request, edits_for(request->object));
  json::Parser parser;
  if (!patch.empty() && !parser.parse_copy(patch).ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT(readability-identifier-naming)
  static kube_codec::Arena arena;
  std::string text{data, data + size};
  exercise(kube_codec::decode_review(json::Padded::in(text), arena));
  exercise(kube_codec::decode_text(text, {.operation = model::Operation::kUpdate, .user = "alice", .old_object = text}, arena)
               .decoded);
  return 0;
}
