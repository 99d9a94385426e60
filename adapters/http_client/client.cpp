#include "adapters/http_client/client.h"

#include <utility>

#include "adapters/http_client/session.h"

namespace tollgate::http_client {
namespace {

// More exchanges at once than this open connections that are closed again afterwards.
constexpr std::size_t kIdleSessions = 16;

}  // namespace

Client::Client() = default;
Client::~Client() = default;

Result<Response> Client::send(const Request& request, std::stop_token stop) {
  return exchange(request, nullptr, std::move(stop));
}

Result<Response> Client::stream(const Request& request, const Sink& sink, std::stop_token stop) {
  return exchange(request, &sink, std::move(stop));
}

Result<Response> Client::exchange(const Request& request, const Sink* sink, std::stop_token stop) {
  std::unique_ptr<Session> session = TRY(take());
  Result<Response> response = session->exchange(request, sink, stop);
  give_back(std::move(session));
  if (response) return response;
  return std::move(response).error().during(std::string{name_of(request.method)} + " " + request.url);
}

Result<std::unique_ptr<Session>> Client::take() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      std::unique_ptr<Session> session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return Session::open();
}

void Client::give_back(std::unique_ptr<Session> session) {
  const std::lock_guard lock{mutex_};
  if (idle_.size() < kIdleSessions) idle_.push_back(std::move(session));
}

}  // namespace tollgate::http_client
