// seLinuxOptions (baseline, 1.0): the type is one of those made for containers, user and role are not set; the level is
// free.
//   spec.securityContext and containers' seLinuxOptions.{type,user,role}

#include <algorithm>
#include <array>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

struct Type {
  model::Text name;
  int since_minor;
};

constexpr std::array<Type, 5> kTypes{
    {{"", 0}, {"container_t", 0}, {"container_init_t", 0}, {"container_kvm_t", 0}, {"container_engine_t", 31}}};

bool is_for_containers(model::Text type, int minor) {
  return std::ranges::any_of(kTypes, [&](const Type& known) { return known.name == type && known.since_minor <= minor; });
}

}  // namespace

void find_se_linux_options(const Judged& judged, Offences& offences) {
  for_each_security(judged.pod, [&](const model::SecurityContext& security, const model::Container* container) {
    const auto refuse = [&](std::string_view field, model::Text value, std::string_view advice) {
      Offence offence = must_not_be(container, field, value, {});
      offence.value = std::string{field}.append(" ").append(value);
      offence.fix = {{}, std::string{advice}};
      offences.push_back(std::move(offence));
    };
    const model::SeLinuxOptions& options = security.se_linux;
    if (!is_for_containers(options.type, judged.minor)) refuse("seLinuxOptions.type", options.type, "container_t, or remove it");
    if (!options.user.empty()) refuse("seLinuxOptions.user", options.user, "remove it");
    if (!options.role.empty()) refuse("seLinuxOptions.role", options.role, "remove it");
  });
}

}  // namespace tollgate::pss
