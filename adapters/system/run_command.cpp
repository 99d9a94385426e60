#include "adapters/system/run_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>

#include "adapters/system/unique_fd.h"

namespace tollgate::system {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Error failed(const Command& command, ErrorCode code, std::string_view what) {
  return Error{code, fmt::format("{}: {}", command.argv.front(), what)};
}

Result<Pipe> open_pipe(const Command& command) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed(command, ErrorCode::kUnavailable, std::strerror(errno));
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

// The strings and the pointers to them that exec wants.
class Strings {
 public:
  explicit Strings(std::vector<std::string> strings) : strings_{std::move(strings)} {
    for (std::string& text : strings_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char*> pointers_;
};

Strings environment_of(const Command& command) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto replaced = [&](const auto& added) { return text.starts_with(added.first + "="); };
    if (std::none_of(command.environment.begin(), command.environment.end(), replaced)) result.emplace_back(text);
  }
  for (const auto& [name, value] : command.environment) result.push_back(name + "=" + value);
  return Strings{std::move(result)};
}

// posix_spawn's two attribute objects, destroyed together.
class SpawnPlan {
 public:
  SpawnPlan(int out, int err) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  Result<pid_t> spawn(const Command& command) {
    Strings arguments{command.argv};
    Strings environment = environment_of(command);
    pid_t pid = -1;
    const int error =
        ::posix_spawnp(&pid, command.argv.front().c_str(), &actions_, &attributes_, arguments.get(), environment.get());
    if (error == 0) return pid;
    return failed(command, error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable, std::strerror(error));
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// A started program: killed with its group and reaped when this goes, unless it has ended.
class Child {
 public:
  // (glibc 2.36 declares pidfd_open for C only.)
  explicit Child(pid_t pid) : pid_{pid}, ended_{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))} {}
  ~Child() {
    if (pid_ > 0) {
      ::kill(-pid_, SIGKILL);
      reap();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int ended_fd() const { return ended_.get(); }
  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
  UniqueFd ended_;
};

enum class Drained { kMore, kEnd, kTooMuch };

Drained drain(UniqueFd& from, std::string& into, std::size_t limit) {
  std::array<char, 65536> buffer{};
  while (from.valid()) {
    const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return Drained::kMore;
    if (count <= 0) break;
    into.append(buffer.data(), static_cast<std::size_t>(count));
    if (into.size() > limit) return Drained::kTooMuch;
  }
  from.reset();
  return Drained::kEnd;
}

int milliseconds_until(SteadyClock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

// A descriptor that becomes readable when a stop is requested.
class StopSignal {
 public:
  explicit StopSignal(const std::stop_token& stop)
      : event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)}, callback_{stop, [this] { ::eventfd_write(event_.get(), 1); }} {}
  [[nodiscard]] int fd() const { return event_.get(); }

 private:
  UniqueFd event_;
  std::stop_callback<std::function<void()>> callback_;
};

// Until the program has ended; what its own children still hold open is not waited for.
Result<Finished> follow(const Command& command, Child& child, UniqueFd out, UniqueFd err) {
  const auto deadline = SteadyClock::now() + command.timeout;
  const StopSignal stopped{command.stop};
  Finished finished;
  for (bool ended = false; !ended;) {
    std::array<pollfd, 4> fds{
        {{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}, {child.ended_fd(), POLLIN, 0}, {stopped.fd(), POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), milliseconds_until(deadline));
    if (ready < 0 && errno != EINTR) return failed(command, ErrorCode::kOutcomeUnknown, std::strerror(errno));
    if (ready == 0)
      return failed(command, ErrorCode::kOutcomeUnknown, fmt::format("no end after {} ms", command.timeout.count()));
    if (fds[3].revents != 0) return failed(command, ErrorCode::kOutcomeUnknown, "stopped");
    ended = fds[2].revents != 0;
    if (drain(out, finished.out, command.max_output) == Drained::kTooMuch ||
        drain(err, finished.err, command.max_output) == Drained::kTooMuch)
      return failed(command, ErrorCode::kOutcomeUnknown, fmt::format("more than {} bytes of output", command.max_output));
  }
  const int status = child.reap();
  if (!WIFEXITED(status)) return failed(command, ErrorCode::kOutcomeUnknown, fmt::format("ended by signal {}", WTERMSIG(status)));
  finished.exit_code = WEXITSTATUS(status);
  return finished;
}

}  // namespace

Result<Finished> run_command(const Command& command) {
  if (command.argv.empty()) return Error{ErrorCode::kInvalid, "no program to run"};
  Pipe out = TRY(open_pipe(command));
  Pipe err = TRY(open_pipe(command));
  Child child{TRY((SpawnPlan{out.write.get(), err.write.get()}.spawn(command)))};
  out.write.reset();
  err.write.reset();
  return follow(command, child, std::move(out.read), std::move(err.read));
}

}  // namespace tollgate::system
