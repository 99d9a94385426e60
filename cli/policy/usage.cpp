#include "cli/policy/usage.h"

#include <fstream>
#include <iterator>
#include <ostream>

#include "adapters/policy_files/yaml.h"
#include "core/policy/policy_test.h"

namespace tollgate::cli {
namespace {

Result<std::vector<policy::UsedGpus>> read_usage(const std::string& file) {
  if (file.empty()) return std::vector<policy::UsedGpus>{};
  std::ifstream stream{file, std::ios::binary};
  if (!stream) return Error{ErrorCode::kNotFound, file + ": cannot be read"};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  policy_files::ParsedYaml parsed = policy_files::parse_yaml(text, file);
  if (parsed.mistakes.empty() && parsed.documents.size() != 1)
    return Error{ErrorCode::kInvalid, file + ": expected one document"};
  policy::TestGiven given;
  if (parsed.mistakes.empty()) given = read_given(parsed.documents.front(), parsed.mistakes);
  if (!parsed.mistakes.empty()) return Error{ErrorCode::kInvalid, to_text(parsed.mistakes.front())};
  return std::move(given.usage);
}

Result<policy::GivenLedgers> read_ledgers(const policy::Site& site, const std::string& file) {
  const std::vector<policy::UsedGpus> usage = TRY(read_usage(file));
  return given_ledgers(site, usage);
}

}  // namespace

int with_usage(const policy::Site& site, const std::string& file, std::ostream& err,
               const std::function<int(policy::GivenLedgers)>& run) {
  Result<policy::GivenLedgers> ledgers = read_ledgers(site, file);
  if (ledgers.ok()) return run(*std::move(ledgers));
  err << ledgers.error().message << '\n';
  return 2;
}

}  // namespace tollgate::cli
