// Reviews for the tests of the codec, in the shape the API server sends them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/kube_codec/object.h"
#include "adapters/kube_codec/review.h"

namespace tollgate::kube_codec {

// A review of `object` (JSON text), CREATE by alice in namespace vision. `kind` is "Pod" or "Deployment.apps".
std::string a_review(std::string_view kind, std::string_view object);

// The same with `operation`, `subresource` and an old object.
struct ReviewOf {
  std::string_view kind = "Pod";
  std::string_view operation = "CREATE";
  std::string_view subresource;
  std::string_view object = "null";
  std::string_view old_object = "null";
};
std::string a_review(const ReviewOf& review);

// A pod with this JSON as its spec.
std::string pod_with_spec(std::string_view spec);

// Decodes and keeps what must live as long as the request.
class Decoded {
 public:
  explicit Decoded(std::string text);

  // Fails the test and gives an empty request when the review could not be read.
  const model::AdmissionRequest& request() const;
  const model::Pod& pod() const;
  const model::Workload& workload() const;
  // "" when readable; "review: …" or "object: …" otherwise.
  std::string refusal() const;

 private:
  std::string text_;
  Arena arena_;
  DecodedReview decoded_;
  model::AdmissionRequest nothing_{std::pmr::get_default_resource()};
  model::Pod no_pod_{std::pmr::get_default_resource()};
  model::Workload no_workload_{std::pmr::get_default_resource()};
};

// The files of a folder under tests/data, sorted; and their text.
std::vector<std::string> data_files(std::string_view folder);
std::string read_file(const std::string& path);

}  // namespace tollgate::kube_codec
