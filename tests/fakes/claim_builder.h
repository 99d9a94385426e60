// Claims to devices for tests, written as what they say: a_claim("two").asking("gpu.nvidia.com", 2).by("oidc:bob").

#pragma once

#include <deque>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/admission_request.h"
#include "tests/fakes/pod_builder.h"

namespace tollgate::fakes {

// A request about a claim: CREATE by alice in vision, of a claim that says team, user and job type, until told otherwise. It owns
// what the request refers to, so it must outlive it.
class ClaimBuilder {
 public:
  explicit ClaimBuilder(std::string_view name) : name_{name} {}

  ClaimBuilder& asking(std::string_view device_class, std::int64_t count = 1) {
    return asking_first_of({{.device_class = std::string{device_class}, .allocation_mode = {}, .count = count}});
  }
  ClaimBuilder& asking_first_of(std::vector<model::DeviceAsk> choices) {
    requests_.push_back({.name = "gpu", .choices = std::move(choices)});
    return *this;
  }
  ClaimBuilder& labelled(std::string_view team, std::string_view user, std::string_view job_type) {
    labels_ = {{"team", std::string{team}}, {"user", std::string{user}}, {"job_type", std::string{job_type}}};
    return *this;
  }
  ClaimBuilder& annotated(std::string_view key, std::string_view value) {
    annotations_.emplace_back(key, value);
    return *this;
  }
  ClaimBuilder& by(std::string_view caller) {
    caller_ = caller;
    return *this;
  }
  // As the resource claim controller makes it from a template, as the scheduler does for extended resources.
  ClaimBuilder& made_for(std::string_view pod, std::string_view uid, std::string_view claim) {
    pod_ = pod;
    pod_uid_ = uid;
    labels_.clear();
    return annotated("resource.kubernetes.io/pod-claim-name", claim)
        .by("system:serviceaccount:kube-system:resource-claim-controller");
  }
  ClaimBuilder& made_for_resources_of(std::string_view pod, std::string_view uid) {
    pod_ = pod;
    pod_uid_ = uid;
    labels_.clear();
    return annotated("resource.kubernetes.io/extended-resource-claim", "true").by("system:kube-scheduler");
  }

  [[nodiscard]] model::ResourceClaim build(std::pmr::memory_resource* arena) const {
    model::ResourceClaim claim{arena};
    model::Metadata& metadata = claim.bearer.metadata;
    metadata.name = name_;
    metadata.namespace_name = "vision";
    metadata.uid = uid_;
    metadata.labels = map_of(labels_, arena);
    metadata.annotations = map_of(annotations_, arena);
    if (!pod_.empty()) {
      metadata.owner_references.emplace(arena).push_back(
          {.api_version = "v1", .kind = "Pod", .name = pod_, .uid = pod_uid_, .controller = true});
    }
    claim.requests = requests_;
    return claim;
  }

  // Lives as long as this builder, or until it is asked for another.
  const model::AdmissionRequest& request() {
    built_ = std::make_shared<Built>();
    model::AdmissionRequest& request = built_->request;
    request.uid = "review";
    request.group = model::kDeviceGroup;
    request.kind = "ResourceClaim";
    request.resource = "resourceclaims";
    request.name = name_;
    request.namespace_name = "vision";
    request.caller.username = caller_;
    request.object = build(&built_->arena);
    return request;
  }

 private:
  using Pairs = std::deque<std::pair<std::string, std::string>>;
  struct Built {
    std::pmr::monotonic_buffer_resource arena;
    model::AdmissionRequest request{&arena};
  };

  static std::optional<model::TextMap> map_of(const Pairs& pairs, std::pmr::memory_resource* arena) {
    if (pairs.empty()) return std::nullopt;
    model::TextMap map{arena};
    for (const auto& [key, value] : pairs) map.push_back({key, value});
    return map;
  }

  std::string name_;
  std::string uid_ = "uid-of-claim";
  std::string caller_ = "oidc:alice@example.com";
  std::string pod_;
  std::string pod_uid_;
  Pairs labels_{{"team", "vision"}, {"user", "alice"}, {"job_type", "training"}};
  Pairs annotations_;
  std::vector<model::DeviceRequest> requests_;
  std::shared_ptr<Built> built_;  // made anew by each request()
};

inline ClaimBuilder a_claim(std::string_view name = "two") { return ClaimBuilder{name}; }

}  // namespace tollgate::fakes
