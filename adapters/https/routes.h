// A Handler that chooses by path and method: 404 for an unknown path, 405 for a known path with another method.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/https/http.h"

namespace tollgate::https {

class Routes final : public Handler {
 public:
  using Endpoint = std::function<void(const HttpRequest&, Reply)>;

  // All routes are added before the server starts. A GET route also answers HEAD.
  void add(std::string_view method, std::string_view path, Endpoint endpoint);

  void handle(const HttpRequest& request, Reply reply) override;

 private:
  struct Route {
    std::string method;
    std::string path;
    Endpoint endpoint;
  };

  std::vector<Route> routes_;
};

}  // namespace tollgate::https
