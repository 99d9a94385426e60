#include "tests/fakes/fake_api_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

namespace tollgate::fakes {
namespace {

void write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool read_more(int socket, std::string& buffer) {
  char bytes[8192];
  const ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string take(std::string& buffer, std::size_t count) {
  std::string taken = buffer.substr(0, count);
  buffer.erase(0, count);
  return taken;
}

FakeApiServer::Request parse_head(std::string_view head) {
  FakeApiServer::Request request;
  const auto line_end = head.find("\r\n");
  const auto method_end = head.find(' ');
  request.method = head.substr(0, method_end);
  request.target = head.substr(method_end + 1, head.find(' ', method_end + 1) - method_end - 1);
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos) request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    head.remove_prefix(std::min(head.size(), end + 2));
  }
  return request;
}

// One request off the connection; nothing when the client closed it.
std::optional<FakeApiServer::Request> read_request(int socket, std::string& buffer) {
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more(socket, buffer)) return std::nullopt;
  }
  FakeApiServer::Request request = parse_head(take(buffer, end + 4).substr(0, end + 2));
  const std::string length = request.header("Content-Length");
  const std::size_t wanted = length.empty() ? 0 : std::stoul(length);
  while (buffer.size() < wanted) {
    if (!read_more(socket, buffer)) return std::nullopt;
  }
  request.body = take(buffer, wanted);
  return request;
}

std::string head(int status, const FakeApiServer::Headers& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\nContent-Type: application/json\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  return text;
}

std::string hex(std::size_t number) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
    number /= 16;
  } while (number != 0);
  return digits;
}

bool is_for(const FakeApiServer::Request& request, std::string_view prefix) {
  return (request.method + " " + request.target).starts_with(prefix);
}

}  // namespace

std::string FakeApiServer::Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0) return value;
  }
  return {};
}

void FakeApiServer::Peer::answer(int status, std::string_view body, const Headers& headers) {
  raw(head(status, headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body});
}

void FakeApiServer::Peer::begin(int status, const Headers& headers) {
  raw(head(status, headers) + "Transfer-Encoding: chunked\r\n\r\n");
}

void FakeApiServer::Peer::chunk(std::string_view bytes) { raw(hex(bytes.size()) + "\r\n" + std::string{bytes} + "\r\n"); }

void FakeApiServer::Peer::end() { raw("0\r\n\r\n"); }

void FakeApiServer::Peer::raw(std::string_view bytes) { write_all(socket_, bytes); }

void FakeApiServer::Peer::drop() { ::shutdown(socket_, SHUT_RDWR); }

void FakeApiServer::Peer::hold() {
  std::string ignored;
  while (read_more(socket_, ignored)) {  // the server's end shuts the socket down, too
  }
}

FakeApiServer::FakeApiServer() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool listens =
      ::bind(listener_, generic, size) == 0 && ::listen(listener_, 64) == 0 && ::getsockname(listener_, generic, &size) == 0;
  if (!listens) std::abort();
  port_ = ::ntohs(address.sin_port);
  acceptor_ = std::jthread{[this] { accept_loop(); }};
}

FakeApiServer::~FakeApiServer() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  connections_.clear();
  for (const int socket : sockets_) ::close(socket);
  ::close(listener_);
}

std::string FakeApiServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void FakeApiServer::script(std::string prefix, std::vector<Answer> answers) {
  const std::lock_guard lock{mutex_};
  scripts_[std::move(prefix)] = Script{.answers = std::move(answers)};
}

std::vector<FakeApiServer::Request> FakeApiServer::requests(std::string_view prefix) const {
  const std::lock_guard lock{mutex_};
  std::vector<Request> matching;
  std::ranges::copy_if(requests_, std::back_inserter(matching), [&](const Request& request) { return is_for(request, prefix); });
  return matching;
}

bool FakeApiServer::saw(std::string_view prefix, std::size_t count) const {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::chrono::seconds{10}, [&] {
    return std::ranges::count_if(requests_, [&](const Request& request) { return is_for(request, prefix); }) >=
           static_cast<std::ptrdiff_t>(count);
  });
}

void FakeApiServer::accept_loop() {
  for (int number = 1;; ++number) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock{mutex_};
    if (socket < 0 || ending_) {
      if (socket >= 0) ::close(socket);
      return;
    }
    sockets_.push_back(socket);
    connections_.emplace_back([this, socket, number] { serve(socket, number); });
  }
}

// The descriptor itself is closed at the end, so that no other connection gets its number meanwhile.
void FakeApiServer::serve(int socket, int connection) {
  std::string buffer;
  while (std::optional<Request> request = read_request(socket, buffer)) {
    request->connection = connection;
    const Answer answer = next_answer(*request);
    Peer peer{socket};
    answer(*request, peer);
  }
  ::shutdown(socket, SHUT_RDWR);
}

FakeApiServer::Answer FakeApiServer::next_answer(const Request& request) {
  const std::lock_guard lock{mutex_};
  requests_.push_back(request);
  changed_.notify_all();
  Script* best = nullptr;
  std::size_t longest = 0;
  for (auto& [prefix, script] : scripts_) {
    if (!is_for(request, prefix) || prefix.size() < longest) continue;
    best = &script;
    longest = prefix.size();
  }
  if (best == nullptr) return answering(404, R"({"kind":"Status","reason":"NotFound","message":"not scripted","code":404})");
  const std::size_t index = std::min(best->used++, best->answers.size() - 1);
  return best->answers[index];
}

FakeApiServer::Answer answering(int status, std::string body, FakeApiServer::Headers headers) {
  return [status, body = std::move(body), headers = std::move(headers)](
             const FakeApiServer::Request&, FakeApiServer::Peer& peer) { peer.answer(status, body, headers); };
}

}  // namespace tollgate::fakes
