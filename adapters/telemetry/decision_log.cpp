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
#include <utility>

namespace tollgate::telemetry {
namespace {

constexpr std::size_t kMostPending = std::size_t{8} << 20;  // bytes; a record is about 600
// The writer gathers records for a moment: woken for each, it would take the processor from the thread that answers.
constexpr std::size_t kEnough = std::size_t{128} << 10;
constexpr std::size_t kUsualRecord = 1000;
constexpr std::size_t kWritten = std::size_t{64} << 10;  // at once
constexpr std::chrono::milliseconds kGather{2};
constexpr std::size_t kMostText = 512;                // of one value; a caller's name is the longest that makes sense
constexpr std::size_t kTail = std::size_t{64} << 10;  // holds the last line of any file of ours
constexpr std::string_view kChainMember = ",\"chain\":\"";

class Sha256 {
 public:
  // Of both texts, one behind the other.
  void hex_of(std::string_view first, std::string_view second, std::string& hex) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // looking it up costs as much as a hash
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<unsigned char, 32> digest{};
    EVP_DigestInit_ex2(context_.get(), algorithm, nullptr);
    EVP_DigestUpdate(context_.get(), first.data(), first.size());
    EVP_DigestUpdate(context_.get(), second.data(), second.size());
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    hex.clear();
    for (const unsigned char byte : digest) hex += {kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

void append_text(std::string& line, std::string_view name, std::string_view value) {
  line.append(",\"").append(name).append("\":\"");
  append_json_text(line, value, kMostText);
  line += '"';
}

void append_texts(std::string& line, std::string_view name, const std::vector<std::string>& values) {
  line.append(",\"").append(name).append("\":[");
  for (std::size_t i = 0; i < values.size(); ++i) {
    line += i == 0 ? "\"" : ",\"";
    append_json_text(line, values[i], kMostText);
    line += '"';
  }
  line += ']';
}

std::string members_of(const DecisionRecord& record) {
  std::string line;
  line.reserve(kUsualRecord);
  append_text(line, "time", to_rfc3339(record.time));
  append_text(line, "phase", record.phase);
  append_text(line, "verdict", record.verdict);
  line.append(",\"code\":").append(fmt::format_int{record.code}.c_str());
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
  line.append(",\"dry_run\":").append(record.dry_run ? "true" : "false");
  line.append(",\"micros\":").append(fmt::format_int{record.took.count()}.c_str());
  return line;
}

// The last whole line, without its line end; empty when there is none.
std::string_view last_line(std::string_view text) {
  text = text.substr(0, text.rfind('\n') + 1);  // npos + 1 = 0: no whole line
  if (!text.empty()) text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

// Of a file.
std::string last_line(int fd) {
  struct stat file {};
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return {};
  const auto size = static_cast<std::size_t>(file.st_size);
  std::string tail(std::min(size, kTail), '\0');
  const ssize_t got = pread(fd, tail.data(), tail.size(), static_cast<off_t>(size - tail.size()));
  tail.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return std::string{last_line(std::string_view{tail})};
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
  log->chain_ = after(last_line(log->file_.get()));
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

DecisionLog::Chain DecisionLog::after(std::string_view line) {
  constexpr std::string_view kNumber = "{\"n\":";
  const auto at = line.rfind(kChainMember);
  if (!line.starts_with(kNumber) || at == std::string::npos) return {};
  Chain chain;
  std::from_chars(line.data() + kNumber.size(), line.data() + line.size(), chain.number);
  chain.hash = line.substr(at + kChainMember.size(), chain.hash.size());
  return chain;
}

void DecisionLog::write_opening() {
  if (ends_in_mid_line(file_.get())) output_.write("\n");  // a crash cut the last line; it stays, and shows
  std::string members;
  append_text(members, "opened", to_rfc3339(clock_.now()));
  append_text(members, "previous", chain_.hash);
  write_lines(members + '\n');
}

void DecisionLog::append(const DecisionRecord& record) {
  const std::string members = members_of(record) + '\n';
  {
    const auto pending = pending_.lock();
    const std::size_t waiting = pending->records.size();
    if (waiting + members.size() > kMostPending) {
      ++pending->dropped;
      ++dropped_;
      return;
    }
    pending->records += members;
    const bool is_enough = waiting < kEnough && waiting + members.size() >= kEnough;
    if (waiting != 0 && !is_enough) return;
  }
  arrived_.notify_one();
}

void DecisionLog::reopen() {
  pending_.lock()->reopen = true;
  arrived_.notify_one();
}

void DecisionLog::run(const std::stop_token& stop) {
  Pending batch;  // its memory and that of pending_ change places
  for (bool more = true; more;) {
    {
      auto pending = pending_.lock();
      more = pending.wait(arrived_, stop, [&] { return !pending->records.empty() || pending->reopen; });
      const auto until = std::chrono::steady_clock::now() + kGather;
      pending.wait_until(arrived_, stop, until, [&] { return pending->records.size() >= kEnough || pending->reopen; });
      std::swap(batch, *pending);
    }
    write_batch(batch);
    batch.records.clear();
    batch.dropped = 0;
    batch.reopen = false;
  }
}

void DecisionLog::write_batch(const Pending& batch) {
  if (batch.reopen && open_file().ok()) write_opening();  // else the old file goes on
  std::uint64_t dropped = batch.dropped;
  for (std::string_view rest = batch.records; !rest.empty();) {
    const std::string_view some = rest.substr(0, rest.find('\n', std::min(kWritten, rest.size() - 1)) + 1);
    const std::uint64_t lost = write_lines(some);
    dropped += lost;
    dropped_ += lost;
    rest.remove_prefix(some.size());
  }
  if (dropped > 0 && write_lines(fmt::format(",\"dropped\":{}\n", dropped)) == 0) dropped = 0;
  if (dropped > 0) pending_.lock()->dropped += dropped;  // said with the next batch
}

// Returns how many did not get out: the last ones. The chain goes on from the last that did.
std::uint64_t DecisionLog::write_lines(std::string_view records) {
  Chain chain = chain_;
  std::string lines;
  lines.reserve(records.size() + records.size() / 4 + kUsualRecord);
  for (Sha256 sha256; !records.empty(); records.remove_prefix(records.find('\n') + 1)) {
    const std::size_t begin = lines.size();
    lines.append("{\"n\":").append(fmt::format_int{++chain.number}.c_str()).append(records.substr(0, records.find('\n')));
    sha256.hex_of(chain.hash, std::string_view{lines}.substr(begin), chain.hash);
    lines.append(kChainMember).append(chain.hash).append("\"}\n");
  }
  const std::size_t out = output_.write(lines);
  if (out == lines.size()) {
    chain_ = chain;
  } else if (out > 0) {
    chain_ = after(last_line(std::string_view{lines}.substr(0, out)));
  }
  return static_cast<std::uint64_t>(std::count(lines.begin() + static_cast<std::ptrdiff_t>(out), lines.end(), '\n'));
}

}  // namespace tollgate::telemetry
