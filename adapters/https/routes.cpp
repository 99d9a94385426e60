#include "adapters/https/routes.h"

namespace tollgate::https {
namespace {

bool serves(std::string_view route_method, std::string_view method) {
  return route_method == method || (route_method == "GET" && method == "HEAD");
}

}  // namespace

void Routes::add(std::string_view method, std::string_view path, Endpoint endpoint) {
  routes_.push_back({std::string{method}, std::string{path}, std::move(endpoint)});
}

void Routes::handle(const HttpRequest& request, Reply reply) {
  const Route* other_method = nullptr;
  for (const Route& route : routes_) {
    if (route.path != request.path) continue;
    if (serves(route.method, request.method)) return route.endpoint(request, std::move(reply));
    other_method = &route;
  }
  if (other_method == nullptr) return reply.send(status_answer(404, "no such path"));
  HttpAnswer answer = status_answer(405, "this path does not know that method");
  answer.allow = other_method->method;
  reply.send(std::move(answer));
}

}  // namespace tollgate::https
