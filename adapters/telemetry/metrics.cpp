#include "adapters/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace tollgate::telemetry {

void Counter::add(double by) const { counter_->Increment(by); }

void Counter::raise_to(double total) const { counter_->Increment(std::max(0.0, total - counter_->Value())); }

void Gauge::set(double value) const { gauge_->Set(value); }

void Histogram::observe(double value) const { histogram_->Observe(value); }

class Metrics::Impl {
 public:
  prometheus::Registry registry;
  std::vector<std::function<void()>> updates;
};

Metrics::Metrics() : impl_{std::make_unique<Impl>()} {}

Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return Counter{prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry).Add(labels)};
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Gauge{prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels)};
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const std::vector<double>& upper_bounds,
                             const Labels& labels) {
  return Histogram{prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry).Add(labels, upper_bounds)};
}

void Metrics::before_exposition(std::function<void()> update) { impl_->updates.push_back(std::move(update)); }

std::string Metrics::exposition() {
  for (const auto& update : impl_->updates) update();
  return prometheus::TextSerializer{}.Serialize(impl_->registry.Collect());
}

}  // namespace tollgate::telemetry
