#include "adapters/kube_client/config/credentials.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fakes/temporary_folder.h"

namespace tollgate::kube_client {
namespace {

class CredentialFiles : public testing::Test {
 protected:
  Config config() {
    Config config;
    config.token.file = folder_ / "token";
    config.ca.file = folder_ / "ca.crt";
    return config;
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(CredentialFiles, AreReadAgainAsTheyRotate) {
  Credentials credentials{config(), std::chrono::milliseconds{0}};
  folder_.write("token", "first\n");
  folder_.write("ca.crt", "CA 1");
  EXPECT_EQ(credentials.current()->token, "first");
  EXPECT_EQ(credentials.current()->tls.ca_pem, "CA 1");
  folder_.write("token", "second\n");
  folder_.write("ca.crt", "CA 2");
  EXPECT_EQ(credentials.current()->token, "second");
  EXPECT_EQ(credentials.current()->tls.ca_pem, "CA 2");
}

TEST_F(CredentialFiles, AreNotReadForEveryCall) {
  Credentials credentials{config(), std::chrono::hours{1}};
  folder_.write("token", "first");
  folder_.write("ca.crt", "CA");
  EXPECT_EQ(credentials.current()->token, "first");
  folder_.write("token", "second");
  EXPECT_EQ(credentials.current()->token, "first");
  credentials.refused();
  EXPECT_EQ(credentials.current()->token, "second");
}

TEST_F(CredentialFiles, KeepTheirLastGoodContent) {
  Credentials credentials{config(), std::chrono::milliseconds{0}};
  folder_.write("token", "good");
  folder_.write("ca.crt", "CA");
  EXPECT_EQ(credentials.current()->token, "good");
  std::filesystem::remove(folder_ / "token");
  folder_.write("ca.crt", "");
  EXPECT_EQ(credentials.current()->token, "good");
  EXPECT_EQ(credentials.current()->tls.ca_pem, "CA");
}

TEST_F(CredentialFiles, ThatWereNeverReadableAreAnErrorUnlessThereIsAFallback) {
  Credentials credentials{config(), std::chrono::milliseconds{0}};
  folder_.write("ca.crt", "CA");
  EXPECT_EQ(credentials.current().error().code, ErrorCode::kForbidden);
  Config with_fallback = config();
  with_fallback.token.text = "fallback";
  EXPECT_EQ(Credentials{with_fallback}.current()->token, "fallback");
}

}  // namespace
}  // namespace tollgate::kube_client
