#include "core/pss/offence.h"

#include <fmt/format.h>

namespace tollgate::pss {
namespace {

constexpr int kWindowsSince = 25;
constexpr int kUserNamespacesSince = 35;

}  // namespace

// No container is called that, for a container's name has no dot.
std::string subject_of(const model::Container* container) {
  return container == nullptr ? "spec.securityContext" : std::string{container->name};
}

std::string security_field(const model::Container* container, std::string_view field) {
  return fmt::format("{}.securityContext.{}", container == nullptr ? "spec" : path_of(*container), field);
}

Offence must_not_be(const model::Container* container, std::string_view field, std::string_view value, std::string_view better) {
  return {.field = security_field(container, field),
          .subject = subject_of(container),
          .value = std::string{value},
          .text = fmt::format("must not be {}", value.empty() ? "empty" : value),
          .fix = {security_field(container, field), std::string{better}},
          .container = container};
}

Offence must_not_be(const model::KeyValue& annotation, std::string_view better) {
  const std::string field = fmt::format("metadata.annotations.{}", annotation.key);
  return {.field = field,
          .subject = std::string{annotation.key},
          .value = std::string{annotation.value},
          .text = fmt::format("must not be {}", annotation.value.empty() ? "empty" : annotation.value),
          .fix = {field, std::string{better}}};
}

bool confines(model::Text profile) { return profile == "RuntimeDefault" || profile == "Localhost"; }

bool is_for_windows(const model::Pod& pod, int minor) { return minor >= kWindowsSince && pod.os_name == "windows"; }

bool has_own_users(const model::Pod& pod, int minor) { return minor >= kUserNamespacesSince && pod.host_users == false; }

}  // namespace tollgate::pss
