// Splits a watch's bytes into its frames: JSON objects one after another, wherever the network cut them.
//
// Looks at quotes and braces only; what a frame means, and whether it is JSON at all, is for its decoder to say.

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate::kube_client {

class Frames {
 public:
  // Takes one frame; an error ends the splitting.
  using Take = std::function<Result<void>(std::string_view frame)>;

  explicit Frames(std::size_t max_frame = std::size_t{32} << 20) : max_frame_{max_frame} {}

  // Hands every frame that is complete with these bytes to `take`, in order. An error of `take`, kInvalid when something
  // else than an object stands between frames or a frame is larger than allowed; the rest of the stream is lost then.
  Result<void> feed(std::string_view bytes, const Take& take);

  // Bytes of a frame that has not ended.
  [[nodiscard]] std::size_t pending() const { return frame_.size(); }

 private:
  bool ends_frame(char c);

  std::size_t max_frame_;
  std::string frame_;
  std::size_t depth_ = 0;
  bool in_text_ = false;
  bool escaped_ = false;
};

}  // namespace tollgate::kube_client
