// What `decide` alone costs: a decoded review → a Decision, with a whole policy folder and a cluster of so many namespaces. No
// JSON, no network.
//
//   bench_decide POLICIES REVIEW COUNT NAMESPACES     →  {"mean_us": 3.1, "p99_us": 4.9, "allowed": true}

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include "adapters/kube_codec/review.h"
#include "adapters/policy_files/policy_folder.h"
#include "core/policy/decide.h"

namespace {

using namespace tollgate;
using Steady = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

std::string text_of(const char* path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

policy::ClusterView cluster_of(std::size_t namespaces) {
  policy::ClusterView cluster;
  for (std::size_t i = 0; i < namespaces; ++i) {
    policy::NamespaceView one{.name = fmt::format("team-{:03}-{}", i % 200, i / 200)};
    cluster.namespaces.emplace(one.name, one);
  }
  return cluster;
}

// Microseconds of each call, sorted.
std::vector<double> time_each(std::size_t count, const auto& call) {
  std::vector<double> times(count);
  for (double& time : times) {
    const auto began = Steady::now();
    call();
    time = Microseconds{Steady::now() - began}.count();
  }
  std::ranges::sort(times);
  return times;
}

double mean_time(std::size_t count, const auto& call) {
  const auto began = Steady::now();
  for (std::size_t i = 0; i < count; ++i) call();
  return Microseconds{Steady::now() - began}.count() / static_cast<double>(count);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  policy_files::PolicyFolder folder{argv[1]};
  const auto compiled = policy_files::compile_folder(folder);
  std::string text = text_of(argv[2]);
  kube_codec::Arena arena;
  const auto review = kube_codec::decode_review(json::Padded::in(text), arena);
  const auto* request = std::get_if<model::AdmissionRequest>(&review);
  if (!compiled.mistakes.empty() || request == nullptr) return 1;

  const policy::ClusterView cluster = cluster_of(std::strtoul(argv[4], nullptr, 10));
  const auto now = std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
  bool allowed = false;
  const auto call = [&] { allowed = decide(compiled.site, cluster, *request, policy::Phase::kValidate, now).allowed; };

  const std::size_t count = std::strtoul(argv[3], nullptr, 10);
  mean_time(count / 10 + 1, call);  // warm
  const double mean = mean_time(count, call);
  const auto times = time_each(count, call);
  fmt::print("{{\"mean_us\": {:.3f}, \"p99_us\": {:.3f}, \"allowed\": {}}}\n", mean, times[count * 99 / 100], allowed);
}
