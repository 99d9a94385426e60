#include "app/admission/claim_pods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/pod_builder.h"

namespace tollgate::admission {
namespace {

// Pods in memory; "away/…" cannot be asked for, and "slow/…" only when it is let go.
class KnownPods final : public PodLookup {
 public:
  Result<bool> look(const std::string& name, std::chrono::milliseconds /*at_most*/,
                    const std::function<void(const model::Pod&)>& visit) override {
    if (name.starts_with("away/")) return Error{ErrorCode::kUnavailable, "nobody answers"};
    if (name.starts_with("slow/")) {
      begun_.set_value();
      gone_.wait();
    }
    if (name != "vision/train") return false;
    std::pmr::monotonic_buffer_resource memory;
    visit(fakes::a_pod().named("train").build(&memory));
    return true;
  }
  void let_go() { go_.set_value(); }
  void wait_for_slow() { begun_.get_future().wait(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_;
  std::shared_future<void> gone_ = go_.get_future().share();
};

// "pod NAME", "none" or the error.
std::string told(const Result<const model::Pod*>& pod) {
  if (!pod.ok()) return pod.error().message;
  return *pod == nullptr ? "none" : "pod " + std::string{(*pod)->metadata.name};
}

class ClaimPodsTest : public testing::Test {
 protected:
  std::future<std::string> look(ClaimPods& pods, const std::string& name,
                                std::chrono::seconds deadline = std::chrono::seconds{5}) {
    auto answer = std::make_shared<std::promise<std::string>>();
    pods.look(name, deadline, [answer](const Result<const model::Pod*>& pod) { answer->set_value(told(pod)); });
    return answer->get_future();
  }

  fakes::FakeClock clock_;
  KnownPods known_;
};

TEST_F(ClaimPodsTest, TellsOfThePodAsItIs) {
  ClaimPods pods{&known_, clock_};
  EXPECT_EQ(look(pods, "vision/train").get(), "pod train");
  EXPECT_EQ(look(pods, "vision/other").get(), "none");
  EXPECT_EQ(look(pods, "away/train").get(), "nobody answers");
}

TEST_F(ClaimPodsTest, HasNothingToTellWithoutACluster) {
  ClaimPods pods{nullptr, clock_};
  EXPECT_EQ(look(pods, "vision/train").get(), "there is no cluster to look at");
}

TEST_F(ClaimPodsTest, DoesNotLookForWhomItIsTooLate) {
  ClaimPods pods{&known_, clock_};
  auto slow = look(pods, "slow/train");
  auto late = look(pods, "vision/train", std::chrono::seconds{1});
  clock_.advance(std::chrono::seconds{2});
  known_.let_go();
  EXPECT_EQ(slow.get(), "none");
  EXPECT_EQ(late.get(), "others were looked at first");
}

TEST_F(ClaimPodsTest, AnswersEverybodyAtItsEnd) {
  std::future<std::string> slow;
  std::future<std::string> waiting;
  {
    ClaimPods pods{&known_, clock_};
    slow = look(pods, "slow/train");
    waiting = look(pods, "vision/train");
    known_.wait_for_slow();
    known_.let_go();
  }
  EXPECT_EQ(slow.get(), "none");
  const std::string last = waiting.get();
  EXPECT_TRUE(last == "this replica is shutting down" || last == "pod train") << last;
}

}  // namespace
}  // namespace tollgate::admission
