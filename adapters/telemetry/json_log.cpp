#include "adapters/telemetry/json_log.h"

#include <pthread.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <csignal>

#include "adapters/telemetry/line_output.h"

namespace tollgate::telemetry {
namespace {

constexpr std::size_t kQueuedLines = 4096;
constexpr std::size_t kMostText = 2048;  // of one value

class LineSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit LineSink(int fd) : output_{fd} {}

  std::atomic<std::uint64_t> given_up{0};

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (output_.write({line.data(), line.size()}) == 0) ++given_up;
  }
  void flush_() override {}

  LineOutput output_;
};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
  }
  return spdlog::level::info;
}

// The log is often the first thread of a program: a signal meant for the program's own watcher must not end it here. A thread
// starts with the mask of the one that starts it; blocking them in the thread itself would come a moment late.
std::shared_ptr<spdlog::details::thread_pool> start_writer() {
  struct SignalsBlocked {
    SignalsBlocked() {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_SETMASK, &all, &before);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    sigset_t before{};
  };
  const SignalsBlocked meanwhile;
  return std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
}

void append_member(std::string& line, std::string_view name, std::string_view value) {
  line += '"';
  append_json_text(line, name, kMostText);
  line += "\":\"";
  append_json_text(line, value, kMostText);
  line += '"';
}

}  // namespace

class JsonLog::Impl {
 public:
  Impl(LogLevel least, int fd)
      : sink_{std::make_shared<LineSink>(fd)},
        pool_{start_writer()},
        logger_{std::make_shared<spdlog::async_logger>("", sink_, pool_, spdlog::async_overflow_policy::overrun_oldest)} {
    logger_->set_level(spdlog_level(least));
    logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                                                                       spdlog::pattern_time_type::utc, "\n"));
  }

  // Every queued line holds the logger. The writing thread ends first, so that the logger goes last, and here.
  ~Impl() { pool_.reset(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void write(LogLevel level, const std::string& members) { logger_->log(spdlog_level(level), spdlog::string_view_t{members}); }
  bool wants(LogLevel level) const { return logger_->should_log(spdlog_level(level)); }
  std::uint64_t dropped() const { return pool_->overrun_counter() + sink_->given_up; }

 private:
  std::shared_ptr<LineSink> sink_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

JsonLog::JsonLog(LogLevel least, int fd) : impl_{std::make_unique<Impl>(least, fd)} {}

JsonLog::~JsonLog() = default;

void JsonLog::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!impl_->wants(level)) return;
  std::string members;
  append_member(members, "event", event);
  for (const LogField& field : fields) {
    members += ',';
    append_member(members, field.name, field.value);
  }
  impl_->write(level, members);
}

std::uint64_t JsonLog::dropped() const { return impl_->dropped(); }

}  // namespace tollgate::telemetry
