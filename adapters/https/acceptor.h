// Accepts connections and hands them to the I/O threads in turn. When descriptors run out it waits a moment instead of
// spinning. Runs on the thread of its context.

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "adapters/https/event_loop.h"
#include "adapters/https/shared.h"
#include "adapters/system/unique_fd.h"

namespace tollgate::https {

class Acceptor {
 public:
  using Loops = std::vector<std::shared_ptr<EventLoop>>;

  // `shared` outlives the acceptor.
  Acceptor(boost::asio::io_context& context, system::UniqueFd listening, Shared& shared, Loops loops);

  void start();

  // Takes what the kernel has already queued, then closes the listening socket.
  void close();

 private:
  void wait();
  bool accept_some();  // false when it must back off
  void back_off();

  boost::asio::posix::stream_descriptor listening_;
  boost::asio::steady_timer pause_;
  Shared& shared_;
  Loops loops_;
  std::size_t next_ = 0;
  bool out_of_descriptors_ = false;  // said once, until it works again
};

}  // namespace tollgate::https
