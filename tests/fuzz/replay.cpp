// Stands in for libFuzzer: runs the fuzzer once over every file of the folders it is given, and over each file's first half.

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT(readability-identifier-naming)

namespace {

void replay(const std::string& input, std::size_t size) {
  const std::vector<std::uint8_t> bytes{input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size)};
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  int inputs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file{entry.path(), std::ios::binary};
      const std::string input{std::istreambuf_iterator<char>{file}, {}};
      replay(input, input.size());
      replay(input, input.size() / 2);
      ++inputs;
    }
  }
  fmt::print("{} inputs replayed\n", inputs);
  return inputs == 0 ? 1 : 0;
}
