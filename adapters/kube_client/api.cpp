#include "adapters/kube_client/api.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/kube_client/nap.h"
#include "adapters/kube_client/outcome.h"

namespace tollgate::kube_client {
namespace {

using http_client::Method;
using http_client::Request;
using http_client::Response;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kPageSize = "500";
constexpr int kMostTries = 10;

bool asks_to_come_back(const Response& response) {
  return (response.status == 429 || response.status >= 500) && response.retry_after().has_value();
}

Error refusal(const Response& response, bool is_write) {
  Error error = error_of(decode_status(response.status, response.body), is_write);
  if (asks_to_come_back(response)) error.code = ErrorCode::kUnavailable;
  return error;
}

}  // namespace

Api::Api(Config config, milliseconds credentials_refresh)
    : server_{config.server}, credentials_{std::move(config), credentials_refresh} {}

Result<std::string> Api::get(const std::string& path, const Patience& patience) {
  return call({.method = Method::kGet, .path = path, .content_type = {}, .body = {}}, patience);
}

Result<std::string> Api::create(const std::string& path, std::string json, const Patience& patience) {
  return call({.method = Method::kPost,
               .path = with_query(path, "fieldManager", kFieldManager),
               .content_type = std::string{kJson},
               .body = std::move(json)},
              patience);
}

Result<std::string> Api::replace(const std::string& path, std::string json, const Patience& patience) {
  return call({.method = Method::kPut,
               .path = with_query(path, "fieldManager", kFieldManager),
               .content_type = std::string{kJson},
               .body = std::move(json)},
              patience);
}

Result<std::string> Api::apply(const std::string& path, std::string json, const Patience& patience) {
  return call({.method = Method::kPatch,
               .path = with_query(with_query(path, "fieldManager", kFieldManager), "force", "true"),
               .content_type = "application/apply-patch+yaml",
               .body = std::move(json)},
              patience);
}

Result<std::string> Api::merge_patch(const std::string& path, std::string json, const Patience& patience) {
  return call({.method = Method::kPatch,
               .path = with_query(path, "fieldManager", kFieldManager),
               .content_type = "application/merge-patch+json",
               .body = std::move(json)},
              patience);
}

Result<std::string> Api::json_patch(const std::string& path, std::string json, const Patience& patience) {
  return call({.method = Method::kPatch,
               .path = with_query(path, "fieldManager", kFieldManager),
               .content_type = "application/json-patch+json",
               .body = std::move(json)},
              patience);
}

Result<std::string> Api::remove(const std::string& path, std::string options, const Patience& patience) {
  return call({.method = Method::kDelete, .path = path, .content_type = std::string{kJson}, .body = std::move(options)},
              patience);
}

Result<std::string> Api::list(const std::string& path, const std::function<void(const Object&)>& take, const Patience& patience) {
  const std::string first = with_query(path, "limit", kPageSize);
  std::string next = first;
  Decoder decoder;
  for (;;) {
    const std::string body = TRY(get(next, patience));
    ListPage page = TRY(decoder.list(body));
    for (const Object& item : page.items) take(item);
    if (page.continue_token.empty()) return std::move(page.resource_version);
    next = with_query(first, "continue", page.continue_token);
  }
}

Result<void> Api::stream(const std::string& path, const http_client::Sink& sink, milliseconds idle_timeout,
                         std::chrono::seconds& retry_after, const std::stop_token& stop) {
  Request made = TRY(request({.method = Method::kGet, .path = path, .content_type = {}, .body = {}}));
  made.idle_timeout = idle_timeout;
  const Response response = TRY(client_.stream(made, sink, stop));
  if (response.is_success()) return {};
  if (response.status == 401) credentials_.refused();
  retry_after = response.retry_after().value_or(std::chrono::seconds{0});
  return refusal(response, false).during("GET " + path);
}

Result<std::string> Api::call(const Call& call, const Patience& patience) {
  Response response = TRY(until_taken(call, patience));
  if (response.is_success()) return std::move(response.body);
  return refusal(response, call.method != Method::kGet).during(std::string{http_client::name_of(call.method)} + " " + call.path);
}

Result<Response> Api::until_taken(const Call& call, const Patience& patience) {
  const steady_clock::time_point deadline = steady_clock::now() + patience.at_most;
  bool tried_other_credentials = false;
  for (int tries = 1;; ++tries) {
    Request made = TRY(request(call));
    made.timeout = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    Response response = TRY(client_.send(made, patience.stop));
    if (response.status == 401 && !std::exchange(tried_other_credentials, true)) {
      credentials_.refused();
      continue;
    }
    if (!asks_to_come_back(response) || tries == kMostTries) return response;
    const std::chrono::seconds wait = *response.retry_after();
    if (steady_clock::now() + wait >= deadline || !nap(wait, patience.stop)) return response;
  }
}

Result<Request> Api::request(const Call& call) {
  const Credentials::Shown shown = TRY(credentials_.current());
  Request made;
  made.method = call.method;
  made.url = server_ + call.path;
  made.body = call.body;
  made.tls = shown.tls;
  made.headers = {{"Accept", std::string{kJson}}, {"User-Agent", "tollgate/" TOLLGATE_VERSION}};
  if (!call.content_type.empty()) made.headers.push_back({"Content-Type", call.content_type});
  if (!shown.token.empty()) made.headers.push_back({"Authorization", "Bearer " + shown.token});
  return made;
}

std::string with_query(std::string path, std::string_view name, std::string_view value) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  path += path.find('?') == std::string::npos ? '?' : '&';
  path += name;
  path += '=';
  for (const char c : value) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (plain) {
      path += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      path += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
  return path;
}

}  // namespace tollgate::kube_client
