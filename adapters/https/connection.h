// One client connection, from accept to close: handshake, then requests one after the other, each read, handed to the handler,
// answered with one write. Pipelined requests wait their turn.
//
// Lives on its loop's thread; only answer() may be called from others. Held by its loop while it is open, by the operation it
// waits for, and by the Reply of the request in work.

#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/https/event_loop.h"
#include "adapters/https/http.h"
#include "adapters/https/request_reader.h"
#include "adapters/https/stream.h"

namespace tollgate::https {

class Connection final : public ReplyTarget, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<EventLoop> loop, Accepted accepted);

  void start(EventLoop::Connections::iterator place);
  void answer(HttpAnswer answer) override;

  // Closes at once. Does nothing when it is closed.
  void close();

  // Ends what has taken too long.
  void enforce_limits();

  // The loop is finishing: serves what has already arrived, then closes.
  void finish();

  // Who goes first when room is needed: the higher, the sooner. Negative: busy, must stay.
  [[nodiscard]] Duration eviction_rank() const;

 private:
  enum class Stage {
    kHandshake,
    kIdle,     // no byte of the next request yet
    kHeader,   // reading one
    kBody,     //
    kHandler,  // the handler has it
    kWriting,
    kLingering,  // the last answer is written; the client shall read it before the close
    kClosed,
  };

  void advance();
  bool step();
  bool step_handshake();
  bool step_read();
  bool step_write();
  bool step_linger();

  bool feed(std::string_view input);
  bool continue_if_expected();
  void dispatch();
  void deliver(HttpAnswer answer);
  void refuse(int code, std::string_view message);
  void begin_writing(const HttpAnswer& answer, bool without_body);
  bool after_answer();

  void enter(Stage stage);
  bool wait_for(IoStatus what);
  void give_back_reader();
  [[nodiscard]] Duration limit() const;
  [[nodiscard]] Duration waited() const { return coarse_now() - since_; }

  std::shared_ptr<EventLoop> loop_;
  Shared& shared_;
  boost::asio::posix::stream_descriptor descriptor_;
  Stream stream_;
  std::string peer_;
  OpenConnection open_;
  EventLoop::Connections::iterator place_;

  Stage stage_ = Stage::kHandshake;
  Duration since_;              // when the stage began
  bool advancing_ = false;      // advance() is on the stack
  bool waiting_read_ = false;   // a readiness wait is outstanding
  bool waiting_write_ = false;  //
  bool close_after_ = false;    // this answer is the last
  bool continued_ = false;      // "100 Continue" was sent
  bool served_ = false;         // at least one request was answered
  std::unique_ptr<RequestReader> reader_;
  HttpRequest request_;   // in the handler's hands, views into reader_
  std::string unparsed_;  // input behind what the reader consumed
  std::string output_;
  std::size_t written_ = 0;
  std::size_t discarded_ = 0;
};

}  // namespace tollgate::https
