#include "adapters/telemetry/decision_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>

namespace tollgate::telemetry {
namespace {

constexpr std::size_t kMostPending = 8192;
// The writer gathers records for a moment: woken for each, it would take the processor from the thread that answers.
constexpr std::size_t kEnough = 256;
constexpr std::chrono::milliseconds kGather{2};
constexpr std::size_t kMostText = 512;                // of one value; a caller's name is the longest that makes sense
constexpr std::size_t kTail = std::size_t{64} << 10;  // holds the last line of any file of ours
constexpr std::string_view kChainMember = ",\"chain\":\"";

std::string sha256(std::string_view text) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // once: looking it up costs as much as a hash
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, algorithm, nullptr);
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) hex += {kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  return hex;
}

void append_text(std::string& line, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(line), ",\"{}\":\"", name);
  append_json_text(line, value, kMostText);
  line += '"';
}

void append_texts(std::string& line, std::string_view name, const std::vector<std::string>& values) {
  fmt::format_to(std::back_inserter(line), ",\"{}\":[", name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    line += i == 0 ? "\"" : ",\"";
    append_json_text(line, values[i], kMostText);
    line += '"';
  }
  line += ']';
}

std::string members_of(const DecisionRecord& record) {
  std::string line;
  append_text(line, "time", to_rfc3339(record.time));
  append_text(line, "phase", record.phase);
  append_text(line, "verdict", record.verdict);
  fmt::format_to(std::back_inserter(line), ",\"code\":{}", record.code);
  append_texts(line, "rules", record.rules);
  if (!record.exemptions.empty()) append_texts(line, "exemptions", record.exemptions);
  append_text(line, "uid", record.request_uid);
  append_text(line, "operation", record.operation);
  append_text(line, "resource", record.resource);
  append_text(line, "namespace", record.namespace_name);
  append_text(line, "name", record.name);
  append_text(line, "caller", record.caller);
  append_text(line, "team", record.team);
  append_text(line, "user", record.user);
  append_text(line, "job_type", record.job_type);
  append_text(line, "policy", record.policy_digest);
  fmt::format_to(std::back_inserter(line), ",\"dry_run\":{},\"micros\":{}", record.dry_run, record.took.count());
  return line;
}

// The last whole line of a file, without its line end; empty when there is none.
std::string last_line(int fd) {
  struct stat file {};
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return {};
  const auto size = static_cast<std::size_t>(file.st_size);
  std::string tail(std::min(size, kTail), '\0');
  const ssize_t got = pread(fd, tail.data(), tail.size(), static_cast<off_t>(size - tail.size()));
  tail.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  tail.erase(tail.rfind('\n') + 1);  // npos + 1 = 0: no whole line
  if (!tail.empty()) tail.pop_back();
  return tail.substr(tail.rfind('\n') + 1);
}

bool ends_in_mid_line(int fd) {
  struct stat file {};
  char last = '\n';
  if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size > 0 && pread(fd, &last, 1, file.st_size - 1) != 1)
    return false;
  return last != '\n';
}

}  // namespace

Result<std::unique_ptr<DecisionLog>> DecisionLog::open(const std::string& path, const Clock& clock) {
  std::unique_ptr<DecisionLog> log{new DecisionLog{path, clock}};
  TRY(log->open_file());
  log->chain_ = last_of(log->file_.get());
  log->write_opening();
  log->writer_ = std::jthread{[log = log.get()](const std::stop_token& stop) { log->run(stop); }};
  return log;
}

DecisionLog::DecisionLog(std::string path, const Clock& clock) : path_{std::move(path)}, clock_{clock} {}

DecisionLog::~DecisionLog() = default;

Result<void> DecisionLog::open_file() {
  system::UniqueFd file{path_ == "-" ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                                     : ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640)};
  if (!file.valid()) {
    return Error{ErrorCode::kUnavailable, fmt::format("opening the decision log {}: {}", path_, std::strerror(errno))};
  }
  file_ = std::move(file);
  output_ = LineOutput{file_.get()};
  return {};
}

DecisionLog::Chain DecisionLog::last_of(int fd) {
  constexpr std::string_view kNumber = "{\"n\":";
  const std::string line = last_line(fd);
  const auto at = line.rfind(kChainMember);
  if (!line.starts_with(kNumber) || at == std::string::npos) return {};
  Chain chain;
  std::from_chars(line.data() + kNumber.size(), line.data() + line.size(), chain.number);
  chain.hash = line.substr(at + kChainMember.size(), chain.hash.size());
  return chain;
}

void DecisionLog::write_opening() {
  if (ends_in_mid_line(file_.get())) output_.write("");  // a crash cut the last line; it stays, and shows
  std::string members;
  append_text(members, "opened", to_rfc3339(clock_.now()));
  append_text(members, "previous", chain_.hash);
  write_line(std::move(members));
}

void DecisionLog::append(DecisionRecord record) {
  {
    const auto pending = pending_.lock();
    const std::size_t waiting = pending->records.size();
    if (waiting >= kMostPending) {
      ++pending->dropped;
      ++dropped_;
      return;
    }
    pending->records.push_back(std::move(record));
    if (waiting != 0 && waiting + 1 != kEnough) return;
  }
  arrived_.notify_one();
}

void DecisionLog::reopen() {
  pending_.lock()->reopen = true;
  arrived_.notify_one();
}

void DecisionLog::run(const std::stop_token& stop) {
  for (bool more = true; more;) {
    Pending batch;
    {
      auto pending = pending_.lock();
      more = pending.wait(arrived_, stop, [&] { return !pending->records.empty() || pending->reopen; });
      const auto until = std::chrono::steady_clock::now() + kGather;
      pending.wait_until(arrived_, stop, until, [&] { return pending->records.size() >= kEnough || pending->reopen; });
      batch = std::exchange(*pending, {});
    }
    write_batch(std::move(batch));
  }
}

void DecisionLog::write_batch(Pending batch) {
  if (batch.reopen && open_file().ok()) write_opening();  // else the old file goes on
  std::uint64_t dropped = batch.dropped;
  const auto tell_dropped = [&] {
    if (dropped > 0 && write_line(fmt::format(",\"dropped\":{}", dropped))) dropped = 0;
  };
  for (const DecisionRecord& record : batch.records) {
    if (write_line(members_of(record))) continue;
    ++dropped;
    ++dropped_;
  }
  tell_dropped();
  if (dropped > 0) pending_.lock()->dropped += dropped;  // said with the next batch
}

// The chain goes on only when the line is out.
bool DecisionLog::write_line(std::string members) {
  std::string line = fmt::format("{{\"n\":{}{}", chain_.number + 1, members);
  const std::string hash = sha256(chain_.hash + line);
  line.append(kChainMember).append(hash).append("\"}");
  if (!output_.write(line)) return false;
  chain_ = {chain_.number + 1, hash};
  return true;
}

}  // namespace tollgate::telemetry
