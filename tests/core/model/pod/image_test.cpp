#include "core/model/pod/image.h"

#include <gtest/gtest.h>

namespace tollgate::model {
namespace {

TEST(NormalImage, HasARegistryAndATag) {
  EXPECT_EQ(normal_image("ubuntu"), "docker.io/library/ubuntu:latest");
  EXPECT_EQ(normal_image("ubuntu:22.04"), "docker.io/library/ubuntu:22.04");
  EXPECT_EQ(normal_image("bitnami/redis"), "docker.io/bitnami/redis:latest");
  EXPECT_EQ(normal_image("docker.io/ubuntu"), "docker.io/library/ubuntu:latest");
  EXPECT_EQ(normal_image("index.docker.io/ubuntu:1"), "docker.io/library/ubuntu:1");
}

TEST(NormalImage, KeepsWhatIsWhole) {
  EXPECT_EQ(normal_image("registry.example.com/vision/train:1"), "registry.example.com/vision/train:1");
  EXPECT_EQ(normal_image("registry.example.com:5000/train"), "registry.example.com:5000/train:latest");
  EXPECT_EQ(normal_image("localhost/train:1"), "localhost/train:1");
  EXPECT_EQ(normal_image("registry.example.com/a@sha256:00"), "registry.example.com/a@sha256:00");
  EXPECT_EQ(normal_image("a/b:1@sha256:00"), "docker.io/a/b:1@sha256:00");
}

TEST(NormalImage, TakesWhateverIsWritten) {
  EXPECT_EQ(normal_image(""), "docker.io/library/:latest");
  EXPECT_EQ(normal_image("/"), "docker.io//:latest");
}

}  // namespace
}  // namespace tollgate::model
