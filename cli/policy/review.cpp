#include "cli/policy/review.h"

#include <fmt/format.h>

#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>

#include "adapters/policy_files/yaml.h"

namespace tollgate::cli {
namespace {

using kube_codec::ObjectContext;

constexpr int kYes = 0;
constexpr int kDenied = 1;
constexpr int kUnusable = 2;

ObjectContext context_of(const ReviewOptions& options) {
  return {.uid = "review", .user = options.user, .groups = options.groups, .default_namespace = options.namespace_name};
}

// Whoever waits for an answer before writing the next line gets it; whoever writes ahead is not slowed down.
void flush_when_idle(std::istream& in, std::ostream& out) {
  if (in.rdbuf()->in_avail() <= 0) out.flush();
}

int review_stream(const ReviewOptions& options, Reviewer& reviewer, std::istream& in, std::ostream& out) {
  const ObjectContext context = context_of(options);
  std::string line;
  while (std::getline(in, line)) {
    out << reviewer.answer(reviewer.review(line, context, options.phase)) << '\n';
    flush_when_idle(in, out);
  }
  out.flush();
  return out.good() ? kYes : kUnusable;
}

// "  " before each line.
std::string indented(std::string_view text) {
  std::string result = "  ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "  ";
  }
  return result;
}

void print(const Reviewed& reviewed, const std::string& place, std::ostream& out) {
  const std::string title = reviewed.title.empty() ? place : fmt::format("{} ({})", reviewed.title, place);
  out << title << ": " << (reviewed.decision.allowed ? "allowed" : "denied") << '\n';
  if (!reviewed.decision.allowed) out << indented(denial_text(reviewed.decision)) << '\n';
  for (const std::string& warning : reviewed.decision.warnings) out << "  warning: " << warning << '\n';
  if (!reviewed.patch.empty()) out << "  patch: " << reviewed.patch << '\n';
}

struct Loaded {
  std::vector<policy_files::Manifest> manifests;
  std::string mistakes;
};

bool looks_like_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

Loaded load(const std::string& file, std::istream& stream) {
  std::string text{std::istreambuf_iterator<char>{stream}, {}};
  if (looks_like_json(text)) return {.manifests = {{.json = std::move(text), .at = {file, 1, 1}}}, .mistakes = {}};
  policy_files::ParsedManifests parsed = policy_files::parse_manifests(text, file);
  Loaded loaded{.manifests = std::move(parsed.manifests), .mistakes = {}};
  for (const policy::Mistake& mistake : parsed.mistakes) loaded.mistakes += to_text(mistake) + "\n";
  return loaded;
}

Loaded load(const std::string& file, std::istream& in, const std::string& name) {
  if (file == "-") return load(name, in);
  std::ifstream stream{file, std::ios::binary};
  if (!stream) return {.manifests = {}, .mistakes = fmt::format("{}: cannot be read\n", file)};
  return load(name, stream);
}

int review_files(const ReviewOptions& options, Reviewer& reviewer, std::istream& in, std::ostream& out, std::ostream& err) {
  int exit_code = kYes;
  for (const std::string& file : options.files) {
    const std::string name = file == "-" ? "standard input" : file;
    const Loaded loaded = load(file, in, name);
    err << loaded.mistakes;
    if (!loaded.mistakes.empty()) exit_code = kUnusable;
    for (const policy_files::Manifest& manifest : loaded.manifests) {
      const Reviewed reviewed = reviewer.review(manifest.json, context_of(options), options.phase);
      if (options.json) {
        out << reviewer.answer(reviewed) << '\n';
      } else {
        print(reviewed, file_and_line(manifest.at), out);
      }
      if (!reviewed.decision.allowed && exit_code == kYes) exit_code = kDenied;
    }
  }
  return exit_code;
}

}  // namespace

int review(const ReviewOptions& options, Reviewer& reviewer, std::istream& in, std::ostream& out, std::ostream& err) {
  return options.stream ? review_stream(options, reviewer, in, out) : review_files(options, reviewer, in, out, err);
}

}  // namespace tollgate::cli
