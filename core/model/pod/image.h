// Names of container images, written out as a registry knows them.

#pragma once

#include <string>
#include <string_view>

namespace tollgate::model {

// "ubuntu" → "docker.io/library/ubuntu:latest", as every container runtime reads it: without a registry it is Docker Hub's,
// without a tag or digest it is `latest`. What is no image name comes out in some such form; the runtime will refuse it.
std::string normal_image(std::string_view image);

}  // namespace tollgate::model
