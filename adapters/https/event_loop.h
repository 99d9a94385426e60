// One I/O thread: its connections, their time limits, and the storage they take turns with.
//
// Everything runs on the thread that called run(), except post(), adopt(), finish() and stop(). A loop may outlive its server,
// held by a Reply; then post() refuses and nothing runs any more.

#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "adapters/https/request_reader.h"
#include "adapters/https/shared.h"
#include "adapters/system/guarded.h"

namespace tollgate::https {

class Connection;

class EventLoop : public std::enable_shared_from_this<EventLoop> {
 public:
  using Connections = std::list<std::shared_ptr<Connection>>;

  EventLoop(std::shared_ptr<Shared> shared, std::size_t most_connections);
  ~EventLoop();

  // Serves until stop(); once.
  void run();

  // Any thread. After stop() false, and `work` is dropped.
  template <class Work>
  bool post(Work&& work) {
    const auto open = open_.lock();
    if (*open) boost::asio::post(context_, std::forward<Work>(work));
    return *open;
  }

  // Any thread: serves an accepted socket. Above the limit the longest idle connection makes room.
  void adopt(Accepted accepted);

  // Any thread: from now on a connection closes as soon as it has nothing to do.
  void finish();

  // Any thread: closes every connection and ends run().
  void stop();

  // For connections, on the loop's thread.
  [[nodiscard]] Shared& shared() { return *shared_; }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] bool is_current() { return context_.get_executor().running_in_this_thread(); }
  [[nodiscard]] bool finishing() const { return finishing_; }
  [[nodiscard]] std::span<char> scratch() { return scratch_; }
  [[nodiscard]] std::unique_ptr<RequestReader> borrow_reader();
  void return_reader(std::unique_ptr<RequestReader> reader);
  void forget(Connections::iterator connection);

 private:
  void serve(Accepted accepted);
  bool make_room();
  void schedule_sweep();
  void sweep();
  void give_memory_back();
  void for_each(void (Connection::*act)());
  void close_all();

  std::shared_ptr<Shared> shared_;
  std::size_t most_connections_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  boost::asio::steady_timer sweep_timer_{context_};
  system::Guarded<bool> open_{true};
  bool finishing_ = false;
  bool closed_ = false;
  std::size_t most_at_once_ = 0;   // connections, since memory was last given back
  std::size_t at_last_sweep_ = 0;  // connections
  std::vector<char> scratch_;
  std::vector<std::unique_ptr<RequestReader>> spare_readers_;
  Connections connections_;
};

// Milliseconds of a clock that never goes back, a few milliseconds coarse and cheap to read.
std::chrono::milliseconds coarse_now();

}  // namespace tollgate::https
