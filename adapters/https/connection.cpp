#include "adapters/https/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace tollgate::https {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostDiscarded = std::size_t{16} << 20;  // of input behind a refused request
constexpr std::size_t kKeptBuffer = std::size_t{4} << 10;      // an idle connection keeps no more than this of a buffer
constexpr std::size_t kMostHead = 256;                         // of an answer
constexpr int kStepsPerTurn = 64;                              // then the loop's other connections come first
constexpr Duration kSilent = 1s;                               // a connection that has asked for nothing that long is suspect

std::string_view phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

// The whole answer in one buffer: one write, one TLS record.
void write_answer(std::string& out, const HttpAnswer& answer, bool close, bool without_body) {
  out.reserve(answer.body.size() + kMostHead);
  out.append("HTTP/1.1 ").append(fmt::format_int{answer.status}.c_str()).append(" ").append(phrase(answer.status));
  out.append("\r\nContent-Type: ").append(answer.content_type);
  out.append("\r\nContent-Length: ").append(fmt::format_int{answer.body.size()}.c_str()).append("\r\n");
  if (!answer.allow.empty()) out.append("Allow: ").append(answer.allow).append("\r\n");
  if (close) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (!without_body) out.append(answer.body);
}

void shrink(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kKeptBuffer) std::string{}.swap(buffer);
}

SSL_CTX* context_of(Shared& shared) {
  const auto tls = shared.tls.lock();
  return *tls ? (*tls)->context.get() : nullptr;
}

}  // namespace

Connection::Connection(std::shared_ptr<EventLoop> loop, Accepted accepted)
    : loop_{std::move(loop)},
      shared_{loop_->shared()},
      descriptor_{loop_->context()},
      stream_{accepted.socket.get(), context_of(shared_)},
      peer_{std::move(accepted.peer)},
      open_{std::move(accepted.open)},
      since_{coarse_now()} {
  descriptor_.assign(accepted.socket.get());
  static_cast<void>(accepted.socket.release());
}

void Connection::start(EventLoop::Connections::iterator place) {
  place_ = place;
  advance();
}

// Goes on until it must wait for the socket or for the handler, is closed, or has had its turn.
void Connection::advance() {
  if (std::exchange(advancing_, true)) return;
  try {
    int steps = 0;
    while (step()) {
      if (++steps < kStepsPerTurn) continue;
      loop_->post([self = shared_from_this()] { self->advance(); });
      break;
    }
  } catch (const std::exception&) {  // out of memory: this connection's trouble, not the server's
    close();
  }
  advancing_ = false;
}

// True to go on at once, false when it waits or is closed. So for each step_*().
bool Connection::step() {
  switch (stage_) {
    case Stage::kHandshake: return step_handshake();
    case Stage::kIdle:
    case Stage::kHeader:
    case Stage::kBody: return step_read();
    case Stage::kWriting: return step_write();
    case Stage::kLingering: return step_linger();
    case Stage::kHandler:
    case Stage::kClosed: break;
  }
  return false;
}

bool Connection::step_handshake() {
  const IoResult result = stream_.handshake();
  if (result.status == IoStatus::kDone) {
    enter(Stage::kIdle);
    return true;
  }
  if (result.status == IoStatus::kFailed || result.status == IoStatus::kEnd) ++shared_.counters.failed_handshakes;
  return wait_for(result.status);
}

bool Connection::step_read() {
  if (stage_ == Stage::kIdle && !unparsed_.empty()) return feed(std::exchange(unparsed_, {}));
  const IoResult result = stream_.read(loop_->scratch());
  if (result.status != IoStatus::kDone) return wait_for(result.status);
  const std::string_view arrived{loop_->scratch().data(), result.bytes};
  if (unparsed_.empty()) return feed(arrived);
  return feed(std::exchange(unparsed_, {}).append(arrived));
}

bool Connection::feed(std::string_view input) {
  if (!reader_) {
    reader_ = loop_->borrow_reader();
    continued_ = false;
    enter(Stage::kHeader);
  }
  const RequestReader::Fed fed = reader_->feed(input);
  unparsed_.assign(input.substr(fed.consumed));
  switch (fed.state) {
    case RequestReader::State::kHeader: break;
    case RequestReader::State::kBody:
      if (stage_ == Stage::kHeader) enter(Stage::kBody);
      if (!continue_if_expected()) return wait_for(IoStatus::kFailed);
      break;
    case RequestReader::State::kComplete: dispatch(); return true;
    case RequestReader::State::kRefused: refuse(reader_->refusal().code, reader_->refusal().message); return true;
  }
  // What TLS has read ahead is not announced again; a short read means the socket is empty.
  return stream_.holds_input() || input.size() == loop_->scratch().size() || wait_for(IoStatus::kWantRead);
}

// False when the client does not even take these twenty-five bytes: it is not reading.
bool Connection::continue_if_expected() {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!reader_->expects_continue() || std::exchange(continued_, true)) return true;
  return stream_.write(kContinue).bytes == kContinue.size();
}

void Connection::dispatch() {
  enter(Stage::kHandler);
  close_after_ = !reader_->keep_alive();
  // A handler that throws has dropped its Reply, which answers 500.
  try {
    request_ = reader_->request(peer_);
    shared_.handler.handle(request_, Reply{shared_from_this()});
  } catch (const std::exception& error) {
    shared_.log.error("handler threw", {{"reason", error.what()}});
  }
}

void Connection::answer(HttpAnswer answer) {
  if (loop_->is_current()) return deliver(std::move(answer));
  loop_->post([self = shared_from_this(), answer = std::move(answer)]() mutable { self->deliver(std::move(answer)); });
}

void Connection::deliver(HttpAnswer answer) {
  if (stage_ == Stage::kClosed) return give_back_reader();
  close_after_ = close_after_ || shared_.draining.load(std::memory_order_relaxed) || loop_->finishing();
  begin_writing(answer, reader_->is_head());
  served_ = true;
  advance();
}

void Connection::refuse(int code, std::string_view message) {
  ++shared_.counters.refused;
  close_after_ = true;
  begin_writing(status_answer(code, message), false);
}

void Connection::begin_writing(const HttpAnswer& answer, bool without_body) {
  output_.clear();
  written_ = 0;
  write_answer(output_, answer, close_after_, without_body);
  give_back_reader();
  enter(Stage::kWriting);
}

bool Connection::step_write() {
  while (written_ < output_.size()) {
    const IoResult result = stream_.write(std::string_view{output_}.substr(written_));
    if (result.status != IoStatus::kDone) return wait_for(result.status);
    written_ += result.bytes;
  }
  return after_answer();
}

bool Connection::after_answer() {
  shrink(output_);
  if (unparsed_.empty()) shrink(unparsed_);
  if (!close_after_) {
    enter(Stage::kIdle);
    return !unparsed_.empty() || stream_.holds_input() || wait_for(IoStatus::kWantRead);
  }
  stream_.end_output();
  enter(Stage::kLingering);
  return true;
}

// A close with unread input resets the connection, and the client may lose the answer: read on, a bounded amount for a
// bounded time, until the client closes.
bool Connection::step_linger() {
  const IoResult result = stream_.discard(loop_->scratch());
  discarded_ += result.bytes;
  if (result.status == IoStatus::kDone && discarded_ < kMostDiscarded) return true;
  return wait_for(result.status == IoStatus::kDone ? IoStatus::kEnd : result.status);
}

void Connection::enter(Stage stage) {
  stage_ = stage;
  since_ = coarse_now();
}

// False always: the caller has nothing more to do now.
bool Connection::wait_for(IoStatus what) {
  if (what == IoStatus::kEnd || what == IoStatus::kFailed) {
    close();
    return false;
  }
  const bool read = what == IoStatus::kWantRead;
  if (std::exchange(read ? waiting_read_ : waiting_write_, true)) return false;
  descriptor_.async_wait(read ? descriptor_.wait_read : descriptor_.wait_write,
                         [self = shared_from_this(), read](const boost::system::error_code& error) {
                           (read ? self->waiting_read_ : self->waiting_write_) = false;
                           if (!error) self->advance();
                         });
  return false;
}

void Connection::close() {
  if (stage_ == Stage::kClosed) return;
  const bool in_handler = stage_ == Stage::kHandler;
  const auto self = shared_from_this();
  stage_ = Stage::kClosed;
  boost::system::error_code ignored;
  descriptor_.close(ignored);
  if (!in_handler) give_back_reader();  // else the handler still reads the request
  loop_->forget(place_);
  open_.end();
}

void Connection::give_back_reader() {
  if (reader_) loop_->return_reader(std::move(reader_));
}

Duration Connection::limit() const {
  switch (stage_) {
    case Stage::kHandshake: return shared_.options.handshake_timeout;
    case Stage::kIdle: return loop_->finishing() ? std::min(kSilent, shared_.options.idle_timeout) : shared_.options.idle_timeout;
    case Stage::kHeader: return shared_.options.header_timeout;
    case Stage::kBody: return shared_.options.body_timeout;
    case Stage::kWriting: return shared_.options.write_timeout;
    case Stage::kLingering: return shared_.options.linger_timeout;
    case Stage::kHandler:
    case Stage::kClosed: break;
  }
  return Duration::max();  // the handler has its own deadline
}

void Connection::enforce_limits() {
  if (waited() < limit()) return;
  switch (stage_) {
    case Stage::kHandshake: ++shared_.counters.failed_handshakes; return close();
    case Stage::kHeader:
    case Stage::kBody:
      ++shared_.counters.timed_out;
      refuse(408, "the request took too long to arrive");
      return advance();
    case Stage::kWriting: ++shared_.counters.timed_out; return close();
    case Stage::kIdle: stream_.end_output(); return close();
    case Stage::kLingering:
    case Stage::kHandler:
    case Stage::kClosed: return close();
  }
}

void Connection::finish() {
  if (stage_ != Stage::kIdle || !served_) return;
  advance();  // a request may already be here
  if (stage_ != Stage::kIdle) return;
  stream_.end_output();
  close();
}

Duration Connection::eviction_rank() const {
  if (stage_ != Stage::kHandshake && stage_ != Stage::kIdle) return Duration{-1};
  const bool silent = !served_ && waited() > kSilent;
  return waited() + (silent ? Duration{24h} : Duration{0});
}

}  // namespace tollgate::https
