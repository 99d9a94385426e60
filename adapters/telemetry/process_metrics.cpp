#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/telemetry/metrics.h"

namespace tollgate::telemetry {
namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
  double total = 0;
  double resident = 0;
  std::ifstream{"/proc/self/statm"} >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code ignored;
  const std::filesystem::directory_iterator all{"/proc/self/fd", ignored};
  return static_cast<double>(std::distance(begin(all), end(all)));
}

}  // namespace

void add_process_metrics(Metrics& metrics) {
  const auto cpu = metrics.counter("process_cpu_seconds_total", "User and system CPU time.");
  const auto resident = metrics.gauge("process_resident_memory_bytes", "Resident memory.");
  const auto descriptors = metrics.gauge("process_open_fds", "Open file descriptors.");
  metrics.before_exposition([cpu, resident, descriptors] {
    cpu.raise_to(cpu_seconds());
    resident.set(resident_bytes());
    descriptors.set(open_descriptors());
  });
}

}  // namespace tollgate::telemetry
