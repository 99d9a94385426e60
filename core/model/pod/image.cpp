#include "core/model/pod/image.h"

#include <fmt/format.h>

namespace tollgate::model {
namespace {

constexpr std::string_view kHub = "docker.io";

// The first part of a name is a registry when it could be a host: with a dot or port, or localhost.
bool is_registry(std::string_view part) { return part == "localhost" || part.find_first_of(".:") != std::string_view::npos; }

std::string with_registry(std::string_view image) {
  const std::size_t slash = image.find('/');
  if (slash == std::string_view::npos) return fmt::format("{}/library/{}", kHub, image);
  const std::string_view first = image.substr(0, slash);
  if (!is_registry(first)) return fmt::format("{}/{}", kHub, image);
  if (first != kHub && first != "index.docker.io") return std::string{image};
  const std::string_view rest = image.substr(slash + 1);
  return fmt::format("{}/{}{}", kHub, rest.find('/') == std::string_view::npos ? "library/" : "", rest);
}

bool has_tag_or_digest(std::string_view image) {
  return image.substr(image.rfind('/') + 1).find_first_of(":@") != std::string_view::npos;
}

}  // namespace

std::string normal_image(std::string_view image) {
  std::string name = with_registry(image);
  if (!has_tag_or_digest(name)) name += ":latest";
  return name;
}

}  // namespace tollgate::model
