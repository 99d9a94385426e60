// A folder of policy on disk → its documents.
//
// Which files: listing.h.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/policy/compile.h"

namespace tollgate::policy_files {

struct LoadedFolder {
  policy::Documents documents;
  std::vector<policy::Mistake> mistakes;  // what could not be read as YAML, or at all
  std::string digest;                     // "sha256:…" over the files' names and bytes
};

// Not thread-safe. Remembers the documents of files by their content, so that loading again costs only what changed.
class PolicyFolder {
 public:
  // `path` as the user wrote it: it begins every position. A single file is a folder of one.
  explicit PolicyFolder(std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }

  LoadedFolder load();

  // Changes whenever the files may have: their names, sizes, times or inodes, seen through links. Reads no file.
  [[nodiscard]] std::string fingerprint() const;

 private:
  struct Parsed {
    policy::Documents documents;
    std::vector<policy::Mistake> mistakes;
  };
  using Cache = std::map<std::string, Parsed>;  // by digest of name and content

  const Parsed& parse(const std::string& digest, const std::string& text, const std::string& file, Cache& used);

  std::string path_;
  Cache cache_;
};

// Everything the folder says, compiled; the mistakes of reading and of compiling together, each in some file or the folder.
policy::Compiled compile_folder(PolicyFolder& folder);

}  // namespace tollgate::policy_files
