#include "adapters/kube_client/pod_reader.h"

#include <memory_resource>

#include "adapters/kube_client/object.h"
#include "adapters/kube_codec/watched.h"

namespace tollgate::kube_client {

std::string pod_path(std::string_view name) {
  const std::size_t slash = name.find('/');
  return "/api/v1/namespaces/" + std::string{name.substr(0, slash)} + "/pods/" + std::string{name.substr(slash + 1)};
}

Result<bool> PodReader::look(const std::string& name, std::chrono::milliseconds at_most,
                             const std::function<void(const model::Pod&)>& visit) {
  const Result<std::string> found = api_.get(pod_path(name), {.at_most = at_most});
  if (!found && found.error().code == ErrorCode::kNotFound) return false;
  if (!found) return found.error();
  Decoder decoder;
  std::pmr::monotonic_buffer_resource memory;
  const Object object = TRY(decoder.object(*found));
  const kube_codec::WatchedPod watched = TRY(kube_codec::decode_pod(object.value, &memory));
  visit(watched.pod);
  return true;
}

}  // namespace tollgate::kube_client
