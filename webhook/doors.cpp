#include "webhook/doors.h"

#include "adapters/kube_codec/review_door.h"

namespace tollgate::webhook {
namespace {

https::Routes::Endpoint door(const admission::Admit& admit, policy::Phase phase) {
  return [&admit, phase](const https::HttpRequest& request, https::Reply reply) {
    thread_local kube_codec::Arena arena;
    auto answer = kube_codec::answer_review(json::Padded{request.body}, phase, admit, arena);
    reply.send({.status = answer.http_status, .body = std::move(answer.body)});
  };
}

}  // namespace

void add_doors(https::Routes& routes, const admission::Admit& admit) {
  routes.add("POST", "/mutate", door(admit, policy::Phase::kMutate));
  routes.add("POST", "/validate", door(admit, policy::Phase::kValidate));
}

}  // namespace tollgate::webhook
