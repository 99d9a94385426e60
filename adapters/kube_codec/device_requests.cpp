#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::DeviceAsk;
using model::DeviceRequest;
using model::ResourceClaim;

using Requests = std::vector<DeviceRequest>;

constexpr Member<DeviceAsk> kAsk[] = {
    {"deviceClassName", [](const Cursor& at, DeviceAsk& ask) { ask.device_class = std::string{at.text()}; }},
    {"allocationMode", [](const Cursor& at, DeviceAsk& ask) { ask.allocation_mode = std::string{at.text()}; }},
    {"count", [](const Cursor& at, DeviceAsk& ask) { ask.count = at.integer().value_or(1); }},
    {"adminAccess", [](const Cursor& at, DeviceAsk& ask) { ask.admin_access = at.flag().value_or(false); }},
};

void read_exactly(const Cursor& at, DeviceRequest& request) {
  if (at.is_object()) read_object(at, kAsk, request.choices.emplace_back());
}

void read_first_available(const Cursor& at, DeviceRequest& request) {
  if (!at.is_list(kMaxItems)) return;
  request.choices.reserve(at.value().size());
  std::size_t index = 0;
  for (const json::Value& item : at.value().items()) {
    read_object(Cursor{at, index++, item}, kAsk, request.choices.emplace_back());
  }
}

constexpr Member<DeviceRequest> kRequest[] = {
    {"name", [](const Cursor& at, DeviceRequest& request) { request.name = std::string{at.text()}; }},
    {"exactly", read_exactly},
    {"firstAvailable", read_first_available},
};

constexpr Member<Requests> kDevices[] = {
    {"requests",
     [](const Cursor& at, Requests& requests) {
       if (!at.is_list(kMaxItems)) return;
       requests.reserve(at.value().size());
       for (const json::Value& item : at.value().items()) {
         const Cursor request{at, requests.size(), item};
         read_object(request, kRequest, requests.emplace_back());
       }
     }},
};

constexpr Member<Requests> kClaimSpec[] = {
    {"devices", [](const Cursor& at, Requests& requests) { read_object(at, kDevices, requests); }},
};

constexpr Member<ResourceClaim> kClaim[] = {
    {"metadata", [](const Cursor& at, ResourceClaim& claim) { read_metadata(at, claim.bearer.metadata); }},
    {"spec", [](const Cursor& at, ResourceClaim& claim) { read_device_requests(at, claim.requests); }},
};

constexpr Member<ResourceClaim> kTemplateSpec[] = {
    {"spec", [](const Cursor& at, ResourceClaim& claim) { read_device_requests(at, claim.requests); }},
};

constexpr Member<ResourceClaim> kTemplate[] = {
    {"metadata", [](const Cursor& at, ResourceClaim& claim) { read_metadata(at, claim.bearer.metadata); }},
    {"spec", [](const Cursor& at, ResourceClaim& claim) { read_object(at, kTemplateSpec, claim); }},
};

}  // namespace

void read_device_requests(const Cursor& at, Requests& requests) { read_object(at, kClaimSpec, requests); }

void read_claim(const Cursor& at, ResourceClaim& claim) {
  claim.bearer.metadata.present = false;
  read_object(at, kClaim, claim);
}

void read_claim_template(const Cursor& at, ResourceClaim& claim) {
  claim.bearer.metadata.present = false;
  read_object(at, kTemplate, claim);
}

}  // namespace tollgate::kube_codec
