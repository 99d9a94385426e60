#include "webhook/doors.h"

#include <memory>
#include <utility>

#include "adapters/kube_codec/review_door.h"

namespace tollgate::webhook {
namespace {

constexpr Duration kDefaultTimeout = std::chrono::seconds{10};  // of a webhook whose registration says nothing

https::HttpAnswer http_answer(kube_codec::DoorAnswer answer) {
  return {.status = answer.http_status, .body = std::move(answer.body)};
}

class Door {
 public:
  Door(const Judging& judging, policy::Phase phase) : judging_{judging}, phase_{phase} {}

  void operator()(const https::HttpRequest& request, https::Reply reply) const {
    if (!judging_.cluster.synced()) {
      return reply.send(https::status_answer(503, "the cluster has not been listed yet, try again"));
    }
    const auto deadline = judging_.clock.monotonic() + admission::patience(request.timeout.value_or(kDefaultTimeout));
    thread_local kube_codec::Arena arena;
    auto answered = kube_codec::answer_review(json::Padded::trusted(request.body), phase_, judging_.admit, arena);
    if (auto* answer = std::get_if<kube_codec::DoorAnswer>(&answered)) return reply.send(http_answer(std::move(*answer)));
    count(std::get<kube_codec::UncountedReview>(std::move(answered)), deadline, std::move(reply));
  }

 private:
  void count(kube_codec::UncountedReview review, std::chrono::nanoseconds deadline, https::Reply reply) const {
    auto kept = std::make_shared<https::Reply>(std::move(reply));  // std::function wants what it holds to be copyable
    judging_.admit.count(std::move(review.uncounted), deadline,
                         [kept, uid = std::move(review.uid)](const admission::Admit::Answer& counted) {
                           kept->send(http_answer(kube_codec::answer_counted(uid, counted)));
                         });
  }

  Judging judging_;
  policy::Phase phase_;
};

}  // namespace

void add_doors(https::Routes& routes, const Judging& judging) {
  routes.add("POST", "/mutate", Door{judging, policy::Phase::kMutate});
  routes.add("POST", "/validate", Door{judging, policy::Phase::kValidate});
}

}  // namespace tollgate::webhook
