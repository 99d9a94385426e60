// A webhook on libcpprest's listener and nlohmann's JSON, with the Go peer's three checks. What docs/adr/0001-listener.md argues
// against. `.cc`, because the test run has no libcpprest: its stages build and lint every `.cpp`.
//
//   peer_cpprest PORT CERTIFICATE KEY

#include <cpprest/http_listener.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using nlohmann::json;
using web::http::experimental::listener::http_listener;
using web::http::experimental::listener::http_listener_config;

std::string problems_of(const json& pod) {
  std::string problems;
  if (!pod.at("metadata").at("labels").contains("team")) problems += "metadata.labels: no team; ";
  for (const char* list : {"initContainers", "containers"}) {
    for (const json& container : pod.at("spec").value(list, json::array())) {
      const auto limits = container.value("/resources/limits"_json_pointer, json::object());
      if (!limits.contains("memory")) problems += container.at("name").get<std::string>() + ": no memory limit; ";
      if (container.value("/securityContext/privileged"_json_pointer, false)) problems += "privileged; ";
    }
  }
  return problems;
}

std::string answer_to(const std::string& body) {
  const json review = json::parse(body);
  const std::string problems = problems_of(review.at("request").at("object"));
  json response{{"uid", review.at("request").at("uid")}, {"allowed", problems.empty()}};
  if (!problems.empty()) response["status"] = {{"message", problems}};
  return json{{"kind", "AdmissionReview"}, {"apiVersion", "admission.k8s.io/v1"}, {"response", response}}.dump();
}

void handle(web::http::http_request request) {
  request.extract_utf8string(true).then([request](const pplx::task<std::string>& body) {
    try {
      request.reply(web::http::status_codes::OK, answer_to(body.get()), "application/json");
    } catch (const std::exception& problem) {
      request.reply(web::http::status_codes::BadRequest, problem.what());
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  http_listener_config config;
  config.set_ssl_context_callback([=](boost::asio::ssl::context& context) {
    context.use_certificate_chain_file(argv[2]);
    context.use_private_key_file(argv[3], boost::asio::ssl::context::pem);
  });
  http_listener listener{std::string{"https://127.0.0.1:"} + argv[1] + "/validate", config};
  listener.support(web::http::methods::POST, handle);
  listener.open().wait();
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  int signal = 0;
  return sigwait(&stop, &signal);
}
