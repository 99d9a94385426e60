#include "adapters/policy_files/listing.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

namespace tollgate::policy_files {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kPassedBy{"expected", "data"};

// One walk over a folder.
class Walk {
 public:
  Walk(fs::path root, const FolderLimits& limits) : root_{std::move(root)}, limits_{limits} {}

  Listing run() && {
    visit(root_, 0);
    std::ranges::sort(listing_.files, {}, &ListedFile::name);
    return std::move(listing_);
  }

 private:
  void wrong(const fs::path& path, std::string text) { listing_.mistakes.push_back({{path.string(), 0, 0}, std::move(text)}); }

  void visit(const fs::path& path, std::size_t depth) {
    struct stat seen = {};
    if (::stat(path.c_str(), &seen) != 0) return wrong(path, "cannot be read: " + std::generic_category().message(errno));
    if (S_ISDIR(seen.st_mode)) return visit_folder(path, seen, depth);
    if (S_ISREG(seen.st_mode)) return add_file(path, seen);
    if (depth == 0) wrong(path, "is neither a folder nor a file");
  }

  void visit_folder(const fs::path& path, const struct stat& seen, std::size_t depth) {
    if (depth > limits_.depth) return wrong(path, fmt::format("folders are nested deeper than {}", limits_.depth));
    if (!known_.emplace(seen.st_dev, seen.st_ino).second) return;
    std::error_code error;
    std::vector<fs::directory_entry> inside;
    for (fs::directory_iterator entry{path, error}; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
      inside.push_back(*entry);
    }
    if (error) return wrong(path, "cannot be read: " + error.message());
    std::ranges::sort(inside);  // which name wins for a file reached twice must not depend on the disk
    for (const fs::directory_entry& one : inside) {
      if (is_wanted(one)) visit(one.path(), depth + 1);
    }
  }

  // Asked before the file is looked at: a dangling link that is passed by harms nobody.
  bool is_wanted(const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    if (name.starts_with('.')) return false;
    std::error_code error;
    if (entry.is_directory(error)) return std::ranges::find(kPassedBy, name) == kPassedBy.end();
    if (name.ends_with(".yml")) wrong(path, "is not read: policies are named *.yaml");
    return name.ends_with(".yaml");
  }

  void add_file(const fs::path& path, const struct stat& seen) {
    if (!known_.emplace(seen.st_dev, seen.st_ino).second) return;
    const auto size = static_cast<std::uintmax_t>(seen.st_size);
    bytes_ += size;
    if (size > limits_.file_bytes) return wrong(path, fmt::format("is larger than {} bytes", limits_.file_bytes));
    if (bytes_ > limits_.bytes) return wrong(path, fmt::format("makes the folder larger than {} bytes", limits_.bytes));
    if (listing_.files.size() >= limits_.files) return wrong(path, fmt::format("is one more than {} files", limits_.files));
    listing_.files.push_back({(path == root_ ? path.filename() : path.lexically_relative(root_)).generic_string(), path,
                              seen.st_dev, seen.st_ino, size,
                              std::int64_t{seen.st_mtim.tv_sec} * 1'000'000'000 + seen.st_mtim.tv_nsec});
  }

  fs::path root_;
  FolderLimits limits_;
  Listing listing_;
  std::set<std::pair<dev_t, ino_t>> known_;
  std::uintmax_t bytes_ = 0;
};

}  // namespace

Listing list_policy_files(const fs::path& folder, const FolderLimits& limits) { return Walk{folder, limits}.run(); }

}  // namespace tollgate::policy_files
