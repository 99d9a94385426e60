#include "adapters/slurm/tools.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/slurm/text.h"

namespace tollgate::slurm {
namespace {

struct Sign {
  std::string_view text;
  ErrorCode code;
};

// In what the tools print, first match counts.
constexpr std::array kSigns{
    Sign{"Job(s) active", ErrorCode::kConflict},
    Sign{"Access/permission denied", ErrorCode::kForbidden},
    Sign{"authentication", ErrorCode::kForbidden},
    Sign{"Authentication", ErrorCode::kForbidden},
    Sign{"Connection refused", ErrorCode::kUnavailable},
    Sign{"Connection reset", ErrorCode::kUnavailable},
    Sign{"Connection timed out", ErrorCode::kUnavailable},
    Sign{"Unable to connect to database", ErrorCode::kUnavailable},
    Sign{"Unable to contact slurm controller", ErrorCode::kUnavailable},
    Sign{"DBD_", ErrorCode::kUnavailable},
};

bool says_nothing_to_do(const system::Finished& finished) {
  const std::string_view out = trim(finished.out);
  return trim(finished.err).empty() &&
         (out.starts_with("Nothing new added") || out.starts_with("Nothing modified") || out.starts_with("Nothing deleted"));
}

// The tools' lines as one, short enough for a log.
std::string in_one_line(const system::Finished& finished) {
  std::string text;
  for (const std::string_view stream : {std::string_view{finished.err}, std::string_view{finished.out}})
    for (const std::string_view line : split(stream, '\n'))
      if (!trim(line).empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", trim(line));
  constexpr std::size_t kLongest = 400;
  if (text.size() > kLongest) text.resize(kLongest);
  return text;
}

}  // namespace

Result<std::string> read_token(const Address& address) {
  std::ifstream file{address.token_file};
  std::ostringstream text;
  text << file.rdbuf();
  std::string token{trim(text.str())};
  if (token.empty()) return Error{ErrorCode::kForbidden, fmt::format("no token for Slurm in {}", address.token_file)};
  return token;
}

Error tool_error(const system::Finished& finished) {
  const std::string text = in_one_line(finished);
  if (says_nothing_to_do(finished)) return Error{ErrorCode::kNotFound, text};
  for (const Sign& sign : kSigns)
    if (text.find(sign.text) != std::string::npos) return Error{sign.code, text};
  return Error{ErrorCode::kInvalid, text.empty() ? fmt::format("exit code {}", finished.exit_code) : text};
}

Result<system::Finished> Tools::run(const std::string& program, const Arguments& before, const Arguments& arguments,
                                    const std::stop_token& stop) const {
  system::Command command{
      .argv = {program}, .environment = {}, .timeout = address_.timeout, .max_output = std::size_t{64} << 20, .stop = stop};
  command.argv.insert(command.argv.end(), before.begin(), before.end());
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  if (!address_.token_file.empty()) command.environment.emplace_back("SLURM_JWT", TRY(read_token(address_)));
  return system::run_command(command);
}

// Reading does nothing: an unknown outcome is none.
Result<std::string> Tools::read(const std::string& program, const Arguments& before, const Arguments& arguments) const {
  auto finished = run(program, before, arguments, stop_);
  if (!finished && finished.error().code == ErrorCode::kOutcomeUnknown)
    return Error{ErrorCode::kUnavailable, finished.error().message};
  if (!finished) return std::move(finished).error();
  if (finished->exit_code != 0) return tool_error(*finished).during(fmt::format("{} show {}", program, arguments.front()));
  return std::move(finished->out);
}

Result<std::string> Tools::scontrol_show(const Arguments& what) const { return read(address_.scontrol, {"show"}, what); }

Result<std::vector<std::string>> Tools::sacctmgr_shows(const std::vector<Arguments>& shows) const {
  std::vector<Result<std::string>> answers(shows.size(), Result<std::string>{std::string{}});
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < shows.size(); ++i)
    threads.emplace_back([&, i] { answers[i] = read(address_.sacctmgr, {"-n", "-P", "show"}, shows[i]); });
  threads.clear();  // joins
  std::vector<std::string> texts;
  texts.reserve(answers.size());
  for (auto& answer : answers) texts.push_back(TRY(std::move(answer)));
  return texts;
}

Result<void> Tools::sacctmgr(const Arguments& change) const {
  const system::Finished finished = TRY(run(address_.sacctmgr, {"-i"}, change, {}));
  if (finished.exit_code != 0) return tool_error(finished);
  return {};
}

}  // namespace tollgate::slurm
