#include "adapters/kube_client/watch/frames.h"

#include <fmt/format.h>

namespace tollgate::kube_client {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

// Whether `c` closes the outermost object.
bool Frames::ends_frame(char c) {
  if (in_text_) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_text_ = false;
    }
    return false;
  }
  if (c == '"') in_text_ = true;
  if (c == '{') ++depth_;
  return c == '}' && --depth_ == 0;
}

Result<void> Frames::feed(std::string_view bytes, const Take& take) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (depth_ == 0 && bytes[at] != '{') {
      if (!is_space(bytes[at])) return Error{ErrorCode::kInvalid, "bytes between the frames of a watch"};
      start = at + 1;
      continue;
    }
    if (!ends_frame(bytes[at])) continue;
    frame_.append(bytes, start, at + 1 - start);
    start = at + 1;
    if (frame_.size() > max_frame_) break;
    TRY(take(frame_));
    frame_.clear();
  }
  frame_.append(bytes, start);
  if (frame_.size() > max_frame_) return Error{ErrorCode::kInvalid, fmt::format("a frame is larger than {} bytes", max_frame_)};
  return {};
}

}  // namespace tollgate::kube_client
