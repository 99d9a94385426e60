#include "adapters/policy_files/policy_folder.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "adapters/policy_files/digest.h"
#include "adapters/policy_files/listing.h"
#include "adapters/policy_files/yaml.h"

namespace tollgate::policy_files {
namespace {

// As large as it was when listed; else it is being written.
std::optional<std::string> content_of(const ListedFile& file, std::vector<policy::Mistake>& mistakes) {
  std::ifstream stream{file.path, std::ios::binary};
  std::string text(file.size + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    mistakes.push_back({{.file = file.path.generic_string()}, "cannot be read"});
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() == file.size) return text;
  mistakes.push_back({{.file = file.path.generic_string()}, "changed while it was read"});
  return std::nullopt;
}

std::string digest_of(const std::string& name, const std::string& text) {
  Digest digest;
  digest.add(name);
  digest.add(text);
  return digest.finish();
}

}  // namespace

// "policies/" and "policies" are one folder; "/" stays.
PolicyFolder::PolicyFolder(std::string path) : path_{std::move(path)} {
  while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
}

const PolicyFolder::Parsed& PolicyFolder::parse(const std::string& digest, const std::string& text, const std::string& file,
                                                Cache& used) {
  if (auto known = cache_.extract(digest); !known.empty()) return used.insert(std::move(known)).position->second;
  ParsedYaml yaml = parse_yaml(text, file);
  Parsed& parsed = used[digest];
  parsed.mistakes = std::move(yaml.mistakes);
  for (const policy::Document& document : yaml.documents) parsed.documents.push_back(policy::decode(document));
  return parsed;
}

LoadedFolder PolicyFolder::load() {
  Listing listing = list_policy_files(path_);
  LoadedFolder loaded{.mistakes = std::move(listing.mistakes)};
  Digest digest;
  Cache used;
  for (const ListedFile& file : listing.files) {
    const auto text = content_of(file, loaded.mistakes);
    if (!text) continue;
    const std::string identity = digest_of(file.name, *text);
    digest.add(identity);
    const Parsed& parsed = parse(identity, *text, file.path.generic_string(), used);
    loaded.documents.insert(loaded.documents.end(), parsed.documents.begin(), parsed.documents.end());
    loaded.mistakes.insert(loaded.mistakes.end(), parsed.mistakes.begin(), parsed.mistakes.end());
  }
  cache_ = std::move(used);
  loaded.digest = digest.finish();
  return loaded;
}

std::string PolicyFolder::fingerprint() const {
  std::string print;
  const Listing listing = list_policy_files(path_);
  for (const ListedFile& file : listing.files) {
    print += fmt::format("{} {}:{} {} {}\n", file.name, file.device, file.inode, file.size, file.changed_ns);
  }
  for (const policy::Mistake& mistake : listing.mistakes) print += policy::to_text(mistake) + "\n";
  return print;
}

policy::Compiled compile_folder(PolicyFolder& folder) {
  LoadedFolder loaded = folder.load();
  policy::Compiled compiled = policy::compile(loaded.documents, loaded.digest);
  if (loaded.documents.empty() && !loaded.mistakes.empty()) compiled.mistakes.clear();  // what is missing could not be read
  std::ranges::move(loaded.mistakes, std::back_inserter(compiled.mistakes));
  std::ranges::sort(compiled.mistakes);
  for (policy::Mistake& mistake : compiled.mistakes) {
    if (mistake.at.file.empty()) mistake.at.file = folder.path();
  }
  return compiled;
}

}  // namespace tollgate::policy_files
