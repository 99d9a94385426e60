#include "cli/cluster/webhook_config.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "adapters/policy_files/policy_folder.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::cli {
namespace {

using testing::HasSubstr;

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

Outcome run(const WebhookConfigOptions& options) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = webhook_config(options, policy::Site{}, out, err);
  return {code, out.str(), err.str()};
}

Outcome run_for_service(std::string service) { return run({.service = std::move(service), .url = {}, .ca_file = {}}); }
Outcome run_for_url(std::string url) { return run({.service = {}, .url = std::move(url), .ca_file = {}}); }

TEST(WebhookConfig, WritesBothConfigurationsForTheService) {
  const Outcome outcome = run_for_service("tollgate-system/tollgate-webhook:9443");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("kind: MutatingWebhookConfiguration"));
  EXPECT_THAT(outcome.out, HasSubstr("kind: ValidatingWebhookConfiguration"));
  EXPECT_THAT(outcome.out, HasSubstr("      namespace: tollgate-system\n      name: tollgate-webhook\n      port: 9443\n"));
}

TEST(WebhookConfig, TakesPort443WhenNoneIsSaid) {
  EXPECT_THAT(run_for_service("a/b").out, HasSubstr("      name: b\n      port: 443\n"));
}

TEST(WebhookConfig, RefusesWhatIsNoService) {
  for (const char* service :
       {"tollgate-webhook", "/name", "namespace/", "namespace/:443", "a/b:", "a/b:0", "a/b:65536", "a/b:https"}) {
    const Outcome outcome = run_for_service(service);
    EXPECT_EQ(outcome.code, 2) << service;
    EXPECT_THAT(outcome.err, HasSubstr("NAMESPACE/NAME:PORT"));
  }
}

TEST(WebhookConfig, TakesAUrlAndItsSlashAway) {
  EXPECT_THAT(run_for_url("https://127.0.0.1:9443/").out, HasSubstr("    url: https://127.0.0.1:9443/mutate\n"));
}

TEST(WebhookConfig, RefusesWhatTheApiServerTakesForNoUrl) {
  for (const char* url : {"http://a:1", "https://", "https://a?b", "https://a#b", "https://me@a"}) {
    const Outcome outcome = run_for_url(url);
    EXPECT_EQ(outcome.code, 2) << url;
    EXPECT_THAT(outcome.err, HasSubstr("https://HOST:PORT"));
  }
}

TEST(WebhookConfig, WantsOneAddress) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({.service = "a/b:1", .url = "https://a:1", .ca_file = {}}).code, 2);
}

TEST(WebhookConfig, PublishesTheCertificateAndNeverAPrivateKey) {
  const fakes::TemporaryFolder folder;
  const std::string certificate = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
  folder.write("ca.crt", certificate);
  folder.write("both.pem", certificate + "-----BEGIN EC PRIVATE KEY-----\n");
  const auto with_ca = [&](const char* file) { return run({.service = "a/b:1", .url = {}, .ca_file = folder / file}); };

  EXPECT_THAT(with_ca("ca.crt").out, HasSubstr("    caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"));
  EXPECT_EQ(with_ca("both.pem").code, 2);
  EXPECT_THAT(with_ca("both.pem").err, HasSubstr("private key"));
  EXPECT_EQ(with_ca("absent.crt").code, 2);
}

// Written by: tollgate webhook-config --service tollgate-system/tollgate-webhook:443 > manifests/70-webhooks.yaml
TEST(WebhookConfig, TheManifestIsWhatTheExamplePolicyYields) {
  policy_files::PolicyFolder folder{"policies"};
  const policy::Compiled compiled = policy_files::compile_folder(folder);
  ASSERT_TRUE(compiled.mistakes.empty());

  std::ostringstream out;
  std::ostringstream err;
  ASSERT_EQ(
      webhook_config({.service = "tollgate-system/tollgate-webhook:443", .url = {}, .ca_file = {}}, compiled.site, out, err), 0);
  std::ostringstream manifest;
  manifest << std::ifstream{"manifests/70-webhooks.yaml"}.rdbuf();
  EXPECT_EQ(out.str(), manifest.str());
}

}  // namespace
}  // namespace tollgate::cli
