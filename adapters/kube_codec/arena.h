// The memory one thread decodes into, reused for every object: two JSON parsers and a buffer for the lists.
//
// What a decode_… function returns points into its Arena and into the text it was given. It must be destroyed before the
// same Arena decodes again or dies, and before the text changes. For one thread at a time.

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>

#include "adapters/json/parser.h"

namespace tollgate::kube_codec {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // For the decoders: a fresh start, in the memory of before.
  void reset() { lists_.release(); }
  [[nodiscard]] json::Parser& parser() { return parser_; }
  [[nodiscard]] json::Parser& second_parser() { return second_parser_; }
  [[nodiscard]] std::pmr::memory_resource* lists() { return &lists_; }

 private:
  // Enough for a large pod; what a larger one takes from the heap is given back by reset().
  using Buffer = std::array<std::byte, std::size_t{32} << 10>;

  json::Parser parser_;
  json::Parser second_parser_;
  std::unique_ptr<Buffer> buffer_ = std::make_unique<Buffer>();
  std::pmr::monotonic_buffer_resource lists_{buffer_->data(), buffer_->size()};
};

}  // namespace tollgate::kube_codec
