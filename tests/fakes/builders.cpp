#include "tests/fakes/builders.h"

#include <stdexcept>

namespace tollgate::fakes {

using model::Container;
using model::ContainerKind;
using model::Pod;

PodBuilder& PodBuilder::named(std::string_view name) {
  name_ = name;
  return *this;
}

PodBuilder& PodBuilder::labelled(std::string_view key, std::string_view value) {
  labels_.push_back({std::string{key}, std::string{value}});
  return *this;
}

PodBuilder& PodBuilder::annotated(std::string_view key, std::string_view value) {
  annotations_.push_back({std::string{key}, std::string{value}});
  return *this;
}

PodBuilder& PodBuilder::owned_by(std::string_view kind, std::string_view name) {
  owners_.push_back({std::string{kind}, std::string{name}});
  return *this;
}

PodBuilder& PodBuilder::container(std::string_view name, ContainerKind kind) {
  containers_.push_back({.name = std::string{name}, .kind = kind, .privileged = false, .requests = {}, .limits = {}});
  return *this;
}

PodBuilder& PodBuilder::image(std::string_view image) {
  if (containers_.empty()) container("main");
  containers_.back().image = image;
  return *this;
}

PodBuilder& PodBuilder::service_account(std::string_view name) {
  service_account_ = name;
  return *this;
}

PodBuilder& PodBuilder::privileged() {
  if (containers_.empty()) container("main");
  containers_.back().privileged = true;
  return *this;
}

PodBuilder& PodBuilder::requests(std::string_view resource, std::string_view amount) {
  if (containers_.empty()) container("main");
  containers_.back().requests.push_back({std::string{resource}, std::string{amount}});
  return *this;
}

PodBuilder& PodBuilder::limits(std::string_view resource, std::string_view amount) {
  if (containers_.empty()) container("main");
  containers_.back().limits.push_back({std::string{resource}, std::string{amount}});
  return *this;
}

PodBuilder& PodBuilder::host_path(std::string_view volume, std::string_view path) {
  volumes_.push_back({std::string{volume}, std::string{path}});
  return *this;
}

PodBuilder& PodBuilder::host_network() {
  host_network_ = true;
  return *this;
}

PodBuilder& PodBuilder::host_pid() {
  host_pid_ = true;
  return *this;
}

PodBuilder& PodBuilder::host_ipc() {
  host_ipc_ = true;
  return *this;
}

PodBuilder& PodBuilder::selecting(std::string_view label, std::string_view value) {
  node_selector_.push_back({std::string{label}, std::string{value}});
  return *this;
}

PodBuilder& PodBuilder::prioritised(std::string_view class_name, std::int64_t value, std::string_view preemption_policy) {
  priority_class_ = class_name;
  priority_ = value;
  preemption_policy_ = preemption_policy;
  return *this;
}

PodBuilder& PodBuilder::deleting() {
  deleting_ = true;
  return *this;
}

PodBuilder& PodBuilder::bound_to(std::string_view node) {
  node_name_ = node;
  return *this;
}

PodBuilder& PodBuilder::gated(std::string_view gate) {
  gates_.emplace_back(gate);
  return *this;
}

std::optional<model::TextMap> PodBuilder::map_of(const std::deque<Pair>& pairs, std::pmr::memory_resource* arena) {
  if (pairs.empty()) return std::nullopt;
  model::TextMap map{arena};
  for (const Pair& pair : pairs) map.push_back({pair.key, pair.value});
  return map;
}

std::optional<model::List<model::ResourceAmount>> PodBuilder::amounts_of(const std::vector<Amount>& amounts,
                                                                         std::pmr::memory_resource* arena) {
  if (amounts.empty()) return std::nullopt;
  model::List<model::ResourceAmount> list{arena};
  for (const Amount& amount : amounts) list.push_back({amount.resource, amount.quantity});
  return list;
}

Pod PodBuilder::build(std::pmr::memory_resource* arena) const {
  Pod pod{arena};
  pod.metadata.name = name_;
  pod.metadata.deleting = deleting_;
  pod.metadata.labels = map_of(labels_, arena);
  pod.metadata.annotations = map_of(annotations_, arena);
  pod.node_selector = map_of(node_selector_, arena);
  pod.service_account_name = service_account_;
  pod.priority_class_name = priority_class_;
  pod.priority = priority_;
  pod.preemption_policy = preemption_policy_;
  if (!owners_.empty()) pod.metadata.owner_references.emplace(arena);
  for (const Pair& owner : owners_) {
    pod.metadata.owner_references->push_back(
        {.api_version = "v1", .kind = owner.key, .name = owner.value, .uid = {}, .controller = true});
  }
  for (const ContainerText& text : containers_) {
    Container container;
    container.kind = text.kind;
    container.index = pod.containers.size();
    container.name = text.name;
    container.image = text.image;
    container.requests = amounts_of(text.requests, arena);
    container.limits = amounts_of(text.limits, arena);
    if (text.privileged) container.security.privileged = true;
    pod.containers.push_back(std::move(container));
  }
  for (const Pair& volume : volumes_) {
    model::Volume built{.index = pod.volumes.size(), .name = volume.key, .sources = {}, .host_path = volume.value};
    built.sources.emplace(arena).push_back("hostPath");
    pod.volumes.push_back(std::move(built));
  }
  pod.node_name = node_name_;
  if (!gates_.empty()) pod.scheduling_gates.emplace(gates_.begin(), gates_.end(), arena);
  pod.host_network = host_network_;
  pod.host_pid = host_pid_;
  pod.host_ipc = host_ipc_;
  return pod;
}

RequestBuilder& RequestBuilder::in(std::string_view namespace_name) {
  wanted_.namespace_name = namespace_name;
  return *this;
}

RequestBuilder& RequestBuilder::by(std::string_view caller) {
  wanted_.caller = caller;
  return *this;
}

RequestBuilder& RequestBuilder::of_groups(std::vector<std::string> groups) {
  wanted_.groups = std::move(groups);
  return *this;
}

RequestBuilder& RequestBuilder::owned_by(std::string_view kind, std::string_view name) {
  wanted_.owner_kind = kind;
  wanted_.owner_name = name;
  return *this;
}

RequestBuilder& RequestBuilder::owned_by_workload(std::string_view api_version, std::string_view kind) {
  wanted_.owner_api_version = api_version;
  wanted_.owner_kind = kind;
  wanted_.owner_name = "owner";
  return *this;
}

RequestBuilder& RequestBuilder::with_pods(std::int64_t pods, bool together) {
  wanted_.pods = pods;
  wanted_.together = together;
  return *this;
}

RequestBuilder& RequestBuilder::replacing(PodBuilder old) {
  wanted_.operation = model::Operation::kUpdate;
  wanted_.old = std::move(old);
  return *this;
}

RequestBuilder& RequestBuilder::operation(model::Operation operation) {
  wanted_.operation = operation;
  return *this;
}

RequestBuilder& RequestBuilder::subresource(std::string_view subresource) {
  wanted_.subresource = subresource;
  return *this;
}

RequestBuilder& RequestBuilder::known_as(std::string_view uid, std::string_view name) {
  wanted_.uid = uid;
  wanted_.name = name;
  return *this;
}

RequestBuilder& RequestBuilder::without_object() {
  wanted_.without_object = true;
  return *this;
}

RequestBuilder& RequestBuilder::dry_run() {
  wanted_.dry_run = true;
  return *this;
}

model::Object RequestBuilder::object(const PodBuilder& pod) const {
  if (wanted_.workload_kind.empty()) return pod.build(&built_->arena);
  for (const model::WorkloadKind& kind : model::workload_kinds()) {
    if (kind.kind != wanted_.workload_kind) continue;
    model::Workload workload{&built_->arena};
    workload.kind = &kind;
    workload.metadata.name = "workload";
    if (!wanted_.owner_kind.empty()) {
      workload.metadata.owner_references.emplace(&built_->arena)
          .push_back({.api_version = wanted_.owner_api_version,
                      .kind = wanted_.owner_kind,
                      .name = wanted_.owner_name,
                      .uid = {},
                      .controller = true});
    }
    workload.pods = wanted_.pods;
    workload.together = wanted_.together;
    workload.templates.push_back({.base = kind.template_path, .pod = pod.build(&built_->arena)});
    return workload;
  }
  throw std::invalid_argument{"no such workload kind: " + wanted_.workload_kind};
}

const model::AdmissionRequest& RequestBuilder::request() {
  if (built_) return built_->request;
  built_ = std::make_unique<Built>();
  model::AdmissionRequest& request = built_->request;
  request.uid = wanted_.uid;
  request.name = wanted_.name;
  request.kind = "Pod";
  request.resource = "pods";
  request.subresource = wanted_.subresource;
  request.namespace_name = wanted_.namespace_name;
  request.dry_run = wanted_.dry_run;
  request.operation = wanted_.operation;
  request.caller.username = wanted_.caller;
  for (const std::string& group : wanted_.groups) request.caller.groups.push_back(group);
  if (!wanted_.without_object) request.object = object(wanted_.pod);
  if (wanted_.old) request.old_object = object(*wanted_.old);
  if (const auto* workload = std::get_if<model::Workload>(&request.object)) {
    request.group = workload->kind->group;
    request.kind = workload->kind->kind;
    request.resource = workload->kind->resource;
  }
  return request;
}

}  // namespace tollgate::fakes
