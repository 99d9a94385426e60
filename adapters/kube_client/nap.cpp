#include "adapters/kube_client/nap.h"

#include <condition_variable>
#include <mutex>

namespace tollgate::kube_client {

bool nap(std::chrono::milliseconds how_long, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock{mutex};
  never.wait_for(lock, stop, how_long, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace tollgate::kube_client
