// Requests and sites for tests, written as the sentence the test is about:
//
//   decide(a_site(), {}, a_pod().in("vision").by("oidc:alice@example.com").labelled("user", "bob").request(), …)
//
// A builder owns the text and the arena of its request, so it must outlive it; within one expression it does.

#pragma once

#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/admission_request.h"
#include "core/policy/compile.h"
#include "core/policy/fields/params.h"
#include "core/policy/rule.h"
#include "core/policy/site.h"
#include "tests/fakes/pod_builder.h"

namespace tollgate::fakes {

// A request about a pod or a workload: CREATE by alice in vision, until told otherwise.
class RequestBuilder {
 public:
  RequestBuilder(std::string_view workload_kind, PodBuilder pod) {
    wanted_.workload_kind = workload_kind;
    wanted_.pod = std::move(pod);
  }
  RequestBuilder(const RequestBuilder& other) : wanted_{other.wanted_} {}
  RequestBuilder& operator=(const RequestBuilder&) = delete;

  RequestBuilder& in(std::string_view namespace_name);
  RequestBuilder& by(std::string_view caller);
  RequestBuilder& of_groups(std::vector<std::string> groups);
  RequestBuilder& owned_by(std::string_view kind, std::string_view name);  // the workload
  RequestBuilder& owned_by_workload(std::string_view api_version, std::string_view kind);
  RequestBuilder& with_pods(std::int64_t pods, bool together);  // the workload
  RequestBuilder& replacing(PodBuilder old);                    // UPDATE
  RequestBuilder& operation(model::Operation operation);
  RequestBuilder& subresource(std::string_view subresource);
  RequestBuilder& known_as(std::string_view uid, std::string_view name);  // of the request, and of its object
  RequestBuilder& without_object();
  RequestBuilder& dry_run();

  // Built once, from what was said so far; lives as long as this builder.
  const model::AdmissionRequest& request();

 private:
  struct Wanted {
    std::string namespace_name = "vision";
    std::string caller = "oidc:alice@example.com";
    std::vector<std::string> groups;
    std::string workload_kind;
    std::string owner_api_version = "v1";
    std::string owner_kind;
    std::string owner_name;
    std::string subresource;
    std::string uid;
    std::string name;
    model::Operation operation = model::Operation::kCreate;
    PodBuilder pod;
    std::optional<PodBuilder> old;
    bool without_object = false;
    bool dry_run = false;
    std::optional<std::int64_t> pods;
    bool together = false;
  };
  struct Built {
    std::pmr::monotonic_buffer_resource arena;
    model::AdmissionRequest request{&arena};
  };

  [[nodiscard]] model::Object object(const PodBuilder& pod) const;

  Wanted wanted_;
  std::unique_ptr<Built> built_;
};

inline RequestBuilder creating(PodBuilder pod) { return {"", std::move(pod)}; }
inline RequestBuilder creating(std::string_view workload_kind, PodBuilder pod) { return {workload_kind, std::move(pod)}; }

// A site with the teams vision (vision, vision-*; all job types) and speech (speech; only inference), the job types training
// (inferred from Job), inference (from Deployment) and interactive (from Notebook), the job-, replicaset- and
// deployment-controller trusted, and the default rules.
class SiteBuilder {
 public:
  SiteBuilder();

  SiteBuilder& trusted(policy::TrustedController controller);
  SiteBuilder& default_job_type(std::string_view name);
  SiteBuilder& unmapped(policy::Unmapped gpu, policy::Unmapped other);
  // A PodPolicy with default parameters, at policies/NAME.yaml:1.
  SiteBuilder& policy(policy::PolicyInstance instance);
  SiteBuilder& pod_security(std::string_view level, policy::Mode mode = policy::Mode::kEnforce);

  [[nodiscard]] policy::Site build() const;
  // NOLINTNEXTLINE(google-explicit-constructor): a_site() stands where a Site does.
  operator policy::Site() const { return build(); }

 private:
  policy::Site site_;
  std::vector<policy::SharedPolicy> instances_;
};

inline SiteBuilder a_site() { return {}; }

// An instance of the rule with these parameters; the rule must accept them.
policy::PolicyInstance instance_of(std::string_view rule, std::string_view name,
                                   std::vector<std::pair<std::string, std::string>> params = {});

}  // namespace tollgate::fakes
