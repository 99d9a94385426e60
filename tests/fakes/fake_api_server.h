// A scripted HTTP server on loopback for what a real one cannot be made to do: late, cut, odd and failing answers.
//
// Plain HTTP/1.1, one thread a connection. A script is a list of answers to requests whose "METHOD /path" starts with a prefix
// (the longest matching prefix counts); the last answer of a list is repeated. Answers run on the connection's thread.
// The destructor closes every connection and joins; an answer that holds its connection open is released then.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace tollgate::fakes {

class FakeApiServer {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  struct Request {
    std::string method;
    std::string target;  // path and query
    Headers headers;
    std::string body;
    int connection = 0;  // 1 for the first connection accepted, and so on

    [[nodiscard]] std::string header(std::string_view name) const;
  };

  // What an answer writes with. After any of the writes the client may be gone; writes then do nothing.
  class Peer {
   public:
    explicit Peer(int socket) : socket_{socket} {}
    void answer(int status, std::string_view body, const Headers& headers = {});  // whole, with Content-Length
    void begin(int status, const Headers& headers = {});                          // a chunked body follows
    void chunk(std::string_view bytes);
    void end();                        // of a chunked body
    void raw(std::string_view bytes);  // as they are
    void drop();                       // closes the connection
    void hold();                       // waits until the client goes away or the server ends

   private:
    int socket_;
  };

  using Answer = std::function<void(const Request&, Peer&)>;

  FakeApiServer();
  ~FakeApiServer();
  FakeApiServer(const FakeApiServer&) = delete;
  FakeApiServer& operator=(const FakeApiServer&) = delete;

  [[nodiscard]] std::string url() const;

  void script(std::string prefix, std::vector<Answer> answers);

  [[nodiscard]] std::vector<Request> requests(std::string_view prefix = {}) const;

  // False when `count` requests with that prefix have not come within ten seconds.
  [[nodiscard]] bool saw(std::string_view prefix, std::size_t count) const;

 private:
  struct Script {
    std::vector<Answer> answers;
    std::size_t used = 0;
  };

  void accept_loop();
  void serve(int socket, int connection);
  Answer next_answer(const Request& request);

  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Script, std::less<>> scripts_;
  std::vector<Request> requests_;
  std::vector<int> sockets_;
  bool ending_ = false;
  std::vector<std::jthread> connections_;
  std::jthread acceptor_;
};

// Answers for scripts.
FakeApiServer::Answer answering(int status, std::string body, FakeApiServer::Headers headers = {});

}  // namespace tollgate::fakes
