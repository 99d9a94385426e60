// Which files of a policy folder are read: every *.yaml at any depth.
//
// Names that begin with a dot and folders named `expected` and `data` are passed by. Symbolic links are followed, so a
// mounted ConfigMap works (its names link to files below `..data`); a file or folder that is reached twice is read once.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/policy/document.h"

namespace tollgate::policy_files {

struct FolderLimits {
  std::size_t depth = 16;
  std::size_t files = 10'000;
  std::uintmax_t file_bytes = std::uintmax_t{8} << 20;
  std::uintmax_t bytes = std::uintmax_t{64} << 20;
};

struct ListedFile {
  std::string name;            // below the folder: "teams/vision.yaml"
  std::filesystem::path path;  // to open
  dev_t device = 0;
  ino_t inode = 0;
  std::uintmax_t size = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const ListedFile&) const = default;
};

struct Listing {
  std::vector<ListedFile> files;          // by name
  std::vector<policy::Mistake> mistakes;  // what could not be seen, and what is too much

  bool operator==(const Listing&) const = default;
};

// `folder` may also be a single file, of any name.
Listing list_policy_files(const std::filesystem::path& folder, const FolderLimits& limits = {});

}  // namespace tollgate::policy_files
