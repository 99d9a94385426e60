// Pods for tests, written as what they say: a_pod().labelled("user", "bob").gpus("1").

#pragma once

#include <cstdint>
#include <deque>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pod/pod.h"

namespace tollgate::fakes {

// One pod: the object of a request, or a template in a workload.
class PodBuilder {
 public:
  PodBuilder& named(std::string_view name);
  PodBuilder& labelled(std::string_view key, std::string_view value);
  PodBuilder& annotated(std::string_view key, std::string_view value);
  PodBuilder& owned_by(std::string_view kind, std::string_view name);
  PodBuilder& container(std::string_view name, model::ContainerKind kind = model::ContainerKind::kApp);
  PodBuilder& image(std::string_view image);  // the last container
  PodBuilder& service_account(std::string_view name);
  PodBuilder& privileged();                                                  // the last container
  PodBuilder& requests(std::string_view resource, std::string_view amount);  // the last container
  PodBuilder& limits(std::string_view resource, std::string_view amount);    // the last container
  PodBuilder& gpus(std::string_view amount) { return limits("nvidia.com/gpu", amount); }
  PodBuilder& host_path(std::string_view volume, std::string_view path);
  PodBuilder& host_network();
  PodBuilder& host_pid();
  PodBuilder& host_ipc();
  PodBuilder& selecting(std::string_view label, std::string_view value);  // nodeSelector
  PodBuilder& prioritised(std::string_view class_name, std::int64_t value, std::string_view preemption_policy);
  PodBuilder& deleting();
  PodBuilder& bound_to(std::string_view node);
  PodBuilder& gated(std::string_view gate);

  // A copy in `arena`; the texts stay here.
  [[nodiscard]] model::Pod build(std::pmr::memory_resource* arena) const;

 private:
  struct Amount {
    std::string resource;
    std::string quantity;
  };
  struct ContainerText {
    std::string name;
    std::string image = "registry.example.com/base/cuda:1";
    model::ContainerKind kind = model::ContainerKind::kApp;
    bool privileged = false;
    std::vector<Amount> requests;
    std::vector<Amount> limits;
  };
  struct Pair {
    std::string key;
    std::string value;
  };

  static std::optional<model::TextMap> map_of(const std::deque<Pair>& pairs, std::pmr::memory_resource* arena);
  static std::optional<model::List<model::ResourceAmount>> amounts_of(const std::vector<Amount>& amounts,
                                                                      std::pmr::memory_resource* arena);

  std::string name_ = "train";
  std::deque<Pair> labels_;
  std::deque<Pair> annotations_;
  std::deque<Pair> owners_;  // kind, name
  std::deque<ContainerText> containers_;
  std::deque<Pair> volumes_;  // name, path
  std::deque<Pair> node_selector_;
  std::string service_account_;
  std::string priority_class_;
  std::optional<std::int64_t> priority_;
  std::string preemption_policy_;
  bool host_network_ = false;
  bool host_pid_ = false;
  bool host_ipc_ = false;
  bool deleting_ = false;
  std::string node_name_;
  std::deque<std::string> gates_;
};

inline PodBuilder a_pod() { return {}; }

}  // namespace tollgate::fakes
