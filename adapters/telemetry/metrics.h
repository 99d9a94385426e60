// The program's metrics and their text form for Prometheus.
//
// Names follow Prometheus: base units, `_total` for counters; labels have few values, never a pod's or a user's name. Handles
// are cheap to copy, thread-safe, and valid as long as the Metrics. Asking twice for one name and labels gives the same metric.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace tollgate::telemetry {

class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_{&counter} {}
  void add(double by = 1) const;

  // For a count that is kept elsewhere: raises this one to it.
  void raise_to(double total) const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_{&gauge} {}
  void set(double value) const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_{&histogram} {}
  void observe(double value) const;

 private:
  prometheus::Histogram* histogram_;
};

using Labels = std::map<std::string, std::string>;

class Metrics {
 public:
  Metrics();
  ~Metrics();

  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram histogram(const std::string& name, const std::string& help, const std::vector<double>& upper_bounds,
                      const Labels& labels = {});

  // Called at the start of each exposition, to set what is cheaper to read than to keep. Add all before serving.
  void before_exposition(std::function<void()> update);

  // The answer to GET /metrics, and its content type.
  [[nodiscard]] std::string exposition();
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds: as every exporter has them.
void add_process_metrics(Metrics& metrics);

}  // namespace tollgate::telemetry
