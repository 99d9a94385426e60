#include "webhook/doors.h"

#include "adapters/kube_codec/review_door.h"

namespace tollgate::webhook {
namespace {

https::Routes::Endpoint door(const admission::Admit& admit, const ClusterSource& cluster, policy::Phase phase) {
  return [&admit, &cluster, phase](const https::HttpRequest& request, https::Reply reply) {
    if (!cluster.synced()) return reply.send(https::status_answer(503, "the cluster has not been listed yet, try again"));
    thread_local kube_codec::Arena arena;
    auto answer = kube_codec::answer_review(json::Padded::trusted(request.body), phase, admit, arena);
    reply.send({.status = answer.http_status, .body = std::move(answer.body)});
  };
}

}  // namespace

void add_doors(https::Routes& routes, const admission::Admit& admit, const ClusterSource& cluster) {
  routes.add("POST", "/mutate", door(admit, cluster, policy::Phase::kMutate));
  routes.add("POST", "/validate", door(admit, cluster, policy::Phase::kValidate));
}

}  // namespace tollgate::webhook
