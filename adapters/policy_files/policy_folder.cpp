#include "adapters/policy_files/policy_folder.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "adapters/policy_files/yaml.h"

namespace tollgate::policy_files {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 16;  // a link to a parent folder ends here
constexpr std::size_t kMostFiles = 10'000;
constexpr std::size_t kLargestFile = std::size_t{16} << 20;

class Sha256 {
 public:
  Sha256() : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

  // Framed by its length, so that two texts cannot be cut in another place.
  void add(std::string_view text) {
    const std::string frame = fmt::format("{}:", text.size());
    EVP_DigestUpdate(context_.get(), frame.data(), frame.size());
    EVP_DigestUpdate(context_.get(), text.data(), text.size());
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + size, ""));
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

bool is_skipped(const std::string& name, bool folder) {
  return name.starts_with('.') || (folder && (name == "expected" || name == "data"));
}

struct Found {
  std::vector<std::string> files;
  std::vector<policy::Mistake> mistakes;
};

void walk(const fs::path& folder, int depth, Found& found) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it{folder, error}, end; !error && it != end; it.increment(error)) entries.push_back(it->path());
  if (error) found.mistakes.push_back({{.file = folder.string()}, "cannot be read: " + error.message()});
  std::ranges::sort(entries);
  for (const fs::path& entry : entries) {
    const bool is_folder = fs::is_directory(entry, error);
    if (is_skipped(entry.filename().string(), is_folder) || found.files.size() >= kMostFiles) continue;
    if (is_folder && depth < kDeepest) walk(entry, depth + 1, found);
    if (!is_folder && entry.extension() == ".yaml") found.files.push_back(entry.string());
  }
}

Found find_files(const std::string& path) {
  Found found;
  std::error_code error;
  if (!fs::exists(path, error)) {
    found.mistakes.push_back({{.file = path}, "no such file or folder"});
  } else if (fs::is_directory(path, error)) {
    walk(path, 0, found);
  } else {
    found.files.push_back(path);
  }
  if (found.files.size() >= kMostFiles)
    found.mistakes.push_back({{.file = path}, fmt::format("more than {} files", kMostFiles - 1)});
  return found;
}

std::optional<std::string> content_of(const std::string& file, std::vector<policy::Mistake>& mistakes) {
  std::ifstream stream{file, std::ios::binary};
  std::string text;
  if (stream) text.assign(std::istreambuf_iterator<char>{stream}, {});
  if (!stream || text.size() > kLargestFile) {
    mistakes.push_back({{.file = file}, stream ? "larger than 16 MiB" : "cannot be read"});
    return std::nullopt;
  }
  return text;
}

}  // namespace

LoadedFolder PolicyFolder::load() {
  Found found = find_files(path_);
  LoadedFolder loaded{.mistakes = std::move(found.mistakes)};
  Sha256 digest;
  Cache used;
  for (const std::string& file : found.files) {
    const auto text = content_of(file, loaded.mistakes);
    if (!text) continue;
    digest.add(file.substr(path_.size()));
    digest.add(*text);
    Sha256 identity;
    identity.add(file);
    identity.add(*text);
    const std::string key = identity.hex();
    auto known = cache_.extract(key);
    if (known.empty()) {
      ParsedYaml parsed = parse_yaml(*text, file);
      Parsed& kept = used[key];
      kept.mistakes = std::move(parsed.mistakes);
      for (policy::Document& document : parsed.documents) {
        kept.documents.push_back(std::make_shared<const policy::Document>(std::move(document)));
      }
    } else {
      used.insert(std::move(known));
    }
    const Parsed& parsed = used[key];
    loaded.documents.insert(loaded.documents.end(), parsed.documents.begin(), parsed.documents.end());
    loaded.mistakes.insert(loaded.mistakes.end(), parsed.mistakes.begin(), parsed.mistakes.end());
  }
  cache_ = std::move(used);
  loaded.digest = "sha256:" + digest.hex();
  return loaded;
}

std::string PolicyFolder::fingerprint() const {
  std::string print;
  for (const std::string& file : find_files(path_).files) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) continue;
    print += fmt::format("{} {} {} {}.{}\n", file, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return print;
}

policy::Compiled compile_folder(PolicyFolder& folder) {
  LoadedFolder loaded = folder.load();
  policy::Compiled compiled = policy::compile(loaded.documents, loaded.digest);
  compiled.mistakes.insert(compiled.mistakes.end(), loaded.mistakes.begin(), loaded.mistakes.end());
  std::ranges::sort(compiled.mistakes);
  return compiled;
}

}  // namespace tollgate::policy_files
