#include "tests/adapters/kube_codec/reviews.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tollgate::kube_codec {

std::string a_review(std::string_view kind, std::string_view object) { return a_review({.kind = kind, .object = object}); }

std::string a_review(const ReviewOf& review) {
  const auto dot = std::min(review.kind.find('.'), review.kind.size());
  const auto group = review.kind.substr(std::min(dot + 1, review.kind.size()));
  return fmt::format(
      R"({{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{{"uid":"review-1",)"
      R"("kind":{{"group":"{0}","version":"v1","kind":"{1}"}},"resource":{{"group":"{0}","version":"v1","resource":"things"}},)"
      R"("subResource":"{2}","name":"one","namespace":"vision","operation":"{3}","userInfo":{{"username":"oidc:alice","uid":"u1",)"
      R"("groups":["oidc:vision","system:authenticated"],"extra":{{"k":["v"]}}}},"object":{4},"oldObject":{5},"dryRun":true,)"
      R"("options":{{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}}}})",
      group, review.kind.substr(0, dot), review.subresource, review.operation, review.object, review.old_object);
}

std::string pod_with_spec(std::string_view spec) {
  return fmt::format(R"({{"kind":"Pod","apiVersion":"v1","metadata":{{"name":"p"}},"spec":{}}})", spec);
}

Decoded::Decoded(std::string text) : text_{std::move(text)}, decoded_{decode_review(json::Padded::in(text_), arena_)} {}

const model::AdmissionRequest& Decoded::request() const {
  if (const auto* request = std::get_if<model::AdmissionRequest>(&decoded_)) return *request;
  ADD_FAILURE() << refusal();
  return nothing_;
}

const model::Pod& Decoded::pod() const {
  if (const auto* pod = std::get_if<model::Pod>(&request().object)) return *pod;
  ADD_FAILURE() << "no pod";
  return no_pod_;
}

const model::Workload& Decoded::workload() const {
  if (const auto* workload = std::get_if<model::Workload>(&request().object)) return *workload;
  ADD_FAILURE() << "no workload";
  return no_workload_;
}

std::string Decoded::refusal() const {
  if (const auto* review = std::get_if<UnreadableReview>(&decoded_)) return "review: " + review->message;
  if (const auto* object = std::get_if<UnreadableObject>(&decoded_)) return "object: " + object->message;
  return "";
}

std::vector<std::string> data_files(std::string_view folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(fmt::format("tests/data/{}", folder))) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

std::string read_file(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace tollgate::kube_codec
