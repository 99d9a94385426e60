#include "adapters/kube_client/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "adapters/kube_client/config/base64.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::kube_client {
namespace {

using testing::HasSubstr;

Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

class Kubeconfig : public testing::Test {
 protected:
  std::string file(const std::string& cluster, const std::string& user) {
    return folder_.write("config",
                         "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                         "contexts: [{name: c, context: {cluster: k, user: u, namespace: vision}},\n"
                         "           {name: lost, context: {cluster: none, user: u}}]\n"
                         "clusters: [{name: other, cluster: {server: \"https://other\"}}, {name: k, cluster: {" +
                             cluster + "}}]\nusers: [{name: u, user: {" + user + "}}]\n");
  }

  std::string mistake(const std::string& cluster, const std::string& user) {
    const Result<Config> config = read_kubeconfig(file(cluster, user));
    return config ? "none" : config.error().message;
  }

  const std::string server_ = "server: \"https://10.0.0.1:6443/\"";
  fakes::TemporaryFolder folder_;
};

TEST_F(Kubeconfig, GivesServerNamespaceAndFiles) {
  const Result<Config> config = read_kubeconfig(file(server_ + ", certificate-authority: pki/ca.crt, tls-server-name: kubernetes",
                                                     "client-certificate: /abs/a.crt, client-key: a.key"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->server, "https://10.0.0.1:6443");
  EXPECT_EQ(config->namespace_name, "vision");
  EXPECT_EQ(config->server_name, "kubernetes");
  EXPECT_TRUE(config->verify);
  EXPECT_EQ(config->ca.file, folder_ / "pki/ca.crt");
  EXPECT_EQ(config->certificate.file, "/abs/a.crt");
  EXPECT_EQ(config->key.file, folder_ / "a.key");
}

TEST_F(Kubeconfig, DecodesDataWhichWinsOverFiles) {
  const Result<Config> config =
      read_kubeconfig(file(server_ + ", certificate-authority: ca.crt, certificate-authority-data: aGVsbG8=",
                           "client-certificate-data: YQ==, client-key-data: YWI="));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->ca, (FileOrText{.file = {}, .text = "hello"}));
  EXPECT_EQ(config->certificate.text, "a");
  EXPECT_EQ(config->key.text, "ab");
}

TEST(Base64, DecodesWhatWasEncodedAndNothingElse) {
  for (const auto& [text, bytes] : std::map<std::string, std::string>{
           {"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Zm9v\nYmFy\r\n", "foobar"}, {"/+8=", "\xff\xef"}}) {
    EXPECT_EQ(base64_decode(text), bytes) << text;
  }
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v=", "Zg==Zg==", "Zm9*"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

TEST_F(Kubeconfig, KnowsTokensAndInsecureClusters) {
  const Result<Config> config =
      read_kubeconfig(file(server_ + ", insecure-skip-tls-verify: true", "token: abc, tokenFile: token"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_FALSE(config->verify);
  EXPECT_EQ(config->token, (FileOrText{.file = folder_ / "token", .text = "abc"}));
}

TEST_F(Kubeconfig, RefusesByNameWhatItDoesNotDo) {
  EXPECT_THAT(mistake(server_, "exec: {command: aws}"), HasSubstr("\"exec\" is not supported"));
  EXPECT_THAT(mistake(server_, "username: a, password: b"), HasSubstr("\"username\" is not supported"));
  EXPECT_THAT(mistake(server_, "token: t, as: admin"), HasSubstr("\"as\" is not supported"));
  EXPECT_THAT(mistake(server_ + ", proxy-url: \"http://p\"", "token: t"), HasSubstr("\"proxy-url\" is not supported"));
  EXPECT_EQ(mistake(server_ + ", proxy-url: \"\"", "token: t, exec: null"), "none");
}

TEST_F(Kubeconfig, NamesTheMistakeAndTheFile) {
  EXPECT_THAT(mistake("server: somewhere", "token: t"), HasSubstr("config: cluster: server is not a URL"));
  EXPECT_THAT(mistake(server_ + ", certificate-authority-data: \"*\"", "token: t"),
              HasSubstr("certificate-authority-data is not base64"));
  EXPECT_THAT(mistake(server_, "client-certificate: a.crt"), HasSubstr("go together"));
  EXPECT_THAT(mistake(server_ + ", [", "token: t"), HasSubstr("config: "));
  EXPECT_EQ(read_kubeconfig(file(server_, "token: t"), "lost").error().message,
            folder_ / "config" + ": no cluster called \"none\"");
  EXPECT_EQ(read_kubeconfig(folder_ / "absent").error().code, ErrorCode::kNotFound);
}

TEST_F(Kubeconfig, InAClusterThePodsFilesAreUsed) {
  folder_.write("namespace", "tollgate-system");
  const Result<Config> config =
      in_cluster_config(environment({{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}}), folder_ / "");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server, "https://[fd00::1]:443");
  EXPECT_EQ(config->namespace_name, "tollgate-system");
  EXPECT_EQ(std::filesystem::path{config->token.file}.filename(), "token");
  EXPECT_EQ(std::filesystem::path{config->ca.file}.filename(), "ca.crt");
}

TEST_F(Kubeconfig, IsLookedForWhereKubectlLooks) {
  const std::string path = file(server_, "token: t");
  const std::string home = folder_ / "";
  EXPECT_EQ(find_config(path, environment({}))->source, path);
  EXPECT_EQ(find_config("", environment({{"KUBECONFIG", path}, {"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}))->source, path);
  EXPECT_EQ(find_config("", environment({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}}))->source,
            "in-cluster");
  EXPECT_EQ(find_config("", environment({{"HOME", home}})).error().code, ErrorCode::kNotFound);
  std::filesystem::create_directories(folder_ / ".kube");
  std::filesystem::rename(path, folder_ / ".kube/config");
  EXPECT_EQ(find_config("", environment({{"HOME", home}}))->server, "https://10.0.0.1:6443");
  EXPECT_EQ(find_config("", environment({{"KUBECONFIG", "a:b"}})).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace tollgate::kube_client
