#include "adapters/slurm/rest_client.h"

#include <fmt/format.h>

namespace tollgate::slurm {

using http_client::Method;

Result<http_client::Response> RestClient::send(Method method, const std::string& path, std::string body) {
  http_client::Request request;
  request.method = method;
  request.url = address_.url + path;
  // Both are required, and believed: the token of root or SlurmUser may act as anybody.
  request.headers = {
      {"X-SLURM-USER-NAME", "root"}, {"X-SLURM-USER-TOKEN", TRY(read_token(address_))}, {"Accept", "application/json"}};
  // Exactly so: with a charset it is refused.
  if (method == Method::kPost) request.headers.push_back({"Content-Type", "application/json"});
  request.body = std::move(body);
  request.connect_timeout = std::chrono::seconds{2};
  request.timeout = address_.timeout;
  return client_.send(request);
}

Result<void> RestClient::choose() {
  if (!version_.empty()) return {};
  const auto answer = TRY(send(Method::kGet, "/openapi/v3", {}));
  if (answer.status != 200) return judge_answer(answer.status, answer.body);
  version_ = TRY(choose_version(answer.body));
  return {};
}

Result<void> RestClient::post(const Post& post) {
  TRY(choose());
  auto answer = send(Method::kPost, fmt::format("/slurmdb/{}{}", version_, post.path), post.body);
  Result<void> judged = answer ? judge_answer(answer->status, answer->body) : Result<void>{std::move(answer).error()};
  if (!judged) version_.clear();
  return judged;
}

}  // namespace tollgate::slurm
