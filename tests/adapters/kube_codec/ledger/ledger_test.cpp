#include "adapters/kube_codec/ledger/ledger.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/ledger/ledgers.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::kube_codec {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kEmptySpec = R"({"format":1,"teams":[]})";

TEST(Ledger, IsReadAsItIsStored) {
  const auto ledger = decoded(object_with(
      R"({"format":1,"policyDigest":"sha256:1","frozen":true,
          "teams":[{"name":"research","gpus":28828800},
                   {"name":"vision","parent":"research","guaranteed":14414400,"byModel":[{"key":"h100-80gb","gpus":1}],
                    "byJobType":[{"key":"training","gpus":2}],"perUser":3,"perPod":4}],
          "pools":[{"name":"kube","model":"h100-80gb"}],
          "weights":[{"resource":"nvidia.com/gpu","units":14414400},{"resource":"nvidia.com/gpu","pool":"spot","units":5}]})",
      R"({"epoch":4,"snapshotRV":"99","claimsRV":"98","observedGeneration":2,
          "conditions":[{"type":"Initialized","status":"True"},{"type":"OverLimit","status":"False","reason":"Within"}],
          "keys":["vision|alice|training|normal|kube|nvidia.com/gpu"],"cells":[{"k":0,"a":16}],
          "reservations":[{"u":"u1","n":"ns/pod","o":"0a1b2c3d","c":[{"k":0,"a":8}],"age":4}],
          "meters":[{"team":"vision","spentMicro":5,"gpuMillis":6}]})"));
  ASSERT_TRUE(ledger.ok()) << ledger.error().message;
  EXPECT_EQ(ledger->root, "research");
  EXPECT_EQ(ledger->version, "7");
  EXPECT_EQ(ledger->generation, 3);
  EXPECT_TRUE(ledger->spec.frozen);
  EXPECT_EQ(ledger->spec.teams[0].gpus, 2_gpu);
  EXPECT_EQ(ledger->spec.teams[0].per_pod, std::nullopt);
  EXPECT_EQ(ledger->spec.teams[1].guaranteed, 1_gpu);
  EXPECT_EQ(ledger->spec.teams[1].by_job_type, (std::vector<quota::KeyedLimit>{{"training", model::GpuUnits::units(2)}}));
  EXPECT_EQ(ledger->spec.model_of("kube"), "h100-80gb");
  EXPECT_EQ(ledger->spec.weight_of("nvidia.com/gpu", "spot"), model::GpuUnits::units(5));

  const quota::CellKey key{"vision", "alice", "training", "normal", "kube", "nvidia.com/gpu"};
  const quota::LedgerStatus& status = ledger->status;
  EXPECT_TRUE(status.initialized);
  EXPECT_EQ(status.epoch, 4);
  EXPECT_EQ(status.snapshot, "99");
  EXPECT_EQ(status.claims, "98");
  EXPECT_EQ(status.observed_generation, 2);
  EXPECT_THAT(status.conditions, ElementsAre(quota::Condition{.type = "OverLimit", .holds = false, .reason = "Within"}));
  EXPECT_THAT(status.cells, ElementsAre(quota::Cell{key, 16}));
  EXPECT_THAT(status.reservations, ElementsAre(quota::Reservation{{"u1", "ns/pod", "0a1b2c3d", {{key, 8}}}, 4}));
  EXPECT_THAT(status.meters, ElementsAre(quota::Meter{"vision", 5, 6}));
}

TEST(Ledger, ThatWasJustMadeGrantsNothing) {
  const auto ledger = decoded(R"({"metadata":{"name":"research","resourceVersion":"7"},"spec":{"format":1,"teams":[]}})");
  ASSERT_TRUE(ledger.ok()) << ledger.error().message;
  EXPECT_FALSE(ledger->status.initialized);
  EXPECT_EQ(ledger->status, quota::LedgerStatus{});
}

TEST(Ledger, IsWrittenInTwoParts) {
  const quota::Ledger ledger = a_tree().root("research", 8_gpu).uses("research", 2_gpu).ledger();
  const std::string spec = encode_ledger_spec(ledger);
  EXPECT_THAT(spec, HasSubstr(R"("kind":"QuotaLedger","metadata":{"name":"research","resourceVersion":"1",)"));
  EXPECT_THAT(spec, HasSubstr(R"("finalizers":["tollgate.dev/ledger"])"));
  EXPECT_THAT(spec, HasSubstr(R"("spec":{"format":1,)"));
  EXPECT_THAT(spec, Not(HasSubstr("status")));
  const std::string status = encode_ledger_status(ledger);
  EXPECT_THAT(status, HasSubstr(R"("resourceVersion":"1"},"status":{)"));
  EXPECT_THAT(status, HasSubstr(R"("conditions":[{"type":"Initialized","status":"True"}])"));
  EXPECT_THAT(status, Not(HasSubstr("spec")));
}

TEST(Ledger, WithoutAVersionIsToBeMade) {
  quota::Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  ledger.version.clear();
  EXPECT_THAT(encode_ledger_spec(ledger), Not(HasSubstr("resourceVersion")));
}

TEST(Ledger, NamesWhatPodsHaveInCommonOnce) {
  quota::Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  for (int i = 0; i < 3; ++i) ledger.status.reservations.push_back({a_pod_charge().of("research").gpus(1), 0});
  EXPECT_THAT(encode_ledger_status(ledger), HasSubstr(R"("keys":["research|alice|training|normal|kube|nvidia.com/gpu"],)"));
  EXPECT_EQ(decoded(stored(ledger)).value(), ledger);
}

TEST(Ledger, WritesNothingThatItWouldNotRead) {
  quota::Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  quota::Charge twice = a_pod_charge().of("research").gpus(2);
  twice.cells.push_back(twice.cells.front());
  ledger.status.reservations.push_back({twice, 0});
  const auto back = decoded(stored(ledger));
  ASSERT_TRUE(back.ok()) << back.error().message;
  ASSERT_EQ(back->status.reservations.front().charge.cells.size(), 1U);
  EXPECT_EQ(back->status.reservations.front().charge.cells.front().amount, 4);
}

// A site's worst hour: 200 teams with 10 users, 20,000 pods that run, 1,000 that were just allowed.
TEST(Ledger, StaysSmall) {
  quota::Ledger ledger = a_tree().root("research", 512_gpu).ledger();
  const auto key = [](int pod) {
    return quota::CellKey{.team = fmt::format("team-{:03}", pod % 200),
                          .user = fmt::format("firstname.lastname-{}", pod / 200 % 10),
                          .job_type = pod % 3 == 0 ? "training" : "interactive",
                          .tier = "normal",
                          .pool = pod % 2 == 0 ? "inference" : "interactive",
                          .resource = "nvidia.com/gpu"};
  };
  std::map<quota::CellKey, std::int64_t> buckets;
  for (int pod = 0; pod < 20'000; ++pod) buckets[key(pod)] += 8;
  for (const auto& [bucket, amount] : buckets) ledger.status.cells.push_back({bucket, amount});
  for (int pod = 0; pod < 1'000; ++pod) {
    ledger.status.reservations.push_back({{.uid = fmt::format("5f0c1f0e-7c1b-4f5a-9d57-{:012}", pod),
                                           .name = fmt::format("vision-experiments/train-resnet-{}-worker-{}", pod, pod % 8),
                                           .owner = "0a1b2c3d",
                                           .cells = {{key(pod), 8}}},
                                          45});
  }
  const std::string text = encode_ledger_status(ledger);
  RecordProperty("bytes", static_cast<int>(text.size()));
  RecordProperty("buckets", static_cast<int>(buckets.size()));
  EXPECT_GE(buckets.size(), 2'000U);
  EXPECT_LE(text.size(), std::size_t{600} << 10);
  EXPECT_EQ(decoded(stored(ledger)).value(), ledger);
}

TEST(Ledger, OfANewerTollgateIsNotRead) {
  const auto ledger = decoded(object_with(R"({"format":2,"teams":"who knows"})", R"({"epoch":"also odd"})"));
  ASSERT_FALSE(ledger.ok());
  EXPECT_EQ(ledger.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(ledger.error().message,
            "quota ledger research: it was written by a newer Tollgate (format 2, this one knows 1) and is left as it is");
}

struct Mistake {
  std::string spec;
  std::string status;
  std::string message;
};
std::ostream& operator<<(std::ostream& out, const Mistake& mistake) { return out << mistake.message; }

class EditedLedger : public testing::TestWithParam<Mistake> {};

TEST_P(EditedLedger, IsRefusedWithWhatIsWrong) {
  const Mistake& mistake = GetParam();
  const auto ledger = decoded(object_with(mistake.spec, mistake.status));
  ASSERT_FALSE(ledger.ok());
  EXPECT_EQ(ledger.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(ledger.error().message, "quota ledger research: " + mistake.message);
}

std::string teams(const std::string& list) { return R"({"format":1,"teams":[)" + list + "]}"; }
std::string with_key(const std::string& rest) { return R"({"keys":["a|b|c|d|e|f","a|x|c|d|e|f"],)" + rest + "}"; }

INSTANTIATE_TEST_SUITE_P(
    ByHand, EditedLedger,
    testing::Values(
        Mistake{"{}", "{}", "spec.format: missing"},  //
        Mistake{R"({"format":0})", "{}", "spec.format: missing"},
        Mistake{teams(R"({"parent":"a"})"), "{}", "spec.teams: a team without a name"},
        Mistake{teams(R"({"name":"a"},{"name":"a"})"), "{}", "spec.teams: team a stands here twice"},
        Mistake{teams(R"({"name":"a","parent":"b"})"), "{}", "spec.teams: team a has the parent b, which is not here"},
        Mistake{teams(R"({"name":"a","parent":"b"},{"name":"b","parent":"a"})"), "{}", "spec.teams: team a is its own ancestor"},
        Mistake{teams(R"({"name":"a","gpus":-1})"), "{}", "spec.teams[0].gpus: negative"},
        Mistake{teams(R"({"name":"a","gpus":9223372036854775808})"), "{}",
                "spec.teams[0].gpus: expected an integer, got a number"},
        Mistake{teams(R"({"name":"a","gpus":"many"})"), "{}", "spec.teams[0].gpus: expected an integer, got a string"},
        Mistake{R"({"format":1,"weights":[{"resource":"r","units":-5}]})", "{}", "spec.weights[0].units: negative"},
        Mistake{kEmptySpec, R"({"epoch":-1})", "status.epoch: negative"},
        Mistake{kEmptySpec, R"({"keys":["a|b"]})", "status.keys[0]: not team|user|jobType|tier|pool|resource"},
        Mistake{kEmptySpec, R"({"keys":["a|b|c|d|e|f","a|b|c|d|e|f"]})", "status.keys: \"a|b|c|d|e|f\" stands here twice"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":2,"a":1}])"), "status.cells[0]: k: there are only 2 keys"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"a":1}])"), "status.cells[0]: k: missing"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":0}])"), "status.cells[0]: a: missing"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":-1,"a":1}])"), "status.cells[0].k: negative"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":0,"a":-1}])"), "status.cells[0].a: negative"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":0,"a":1.5}])"), "status.cells[0].a: expected an integer, got a number"},
        Mistake{kEmptySpec, with_key(R"("cells":[{"k":0,"a":1},{"k":0,"a":1}])"), "status.cells[1]: key 0 stands here twice"},
        Mistake{kEmptySpec, with_key(R"("reservations":[{"n":"ns/p","c":[{"k":0,"a":1}]}])"),
                "status.reservations[0]: u: missing"},
        Mistake{kEmptySpec, with_key(R"("reservations":[{"u":"1","c":[{"k":0,"a":1}]}])"), "status.reservations[0]: n: missing"},
        Mistake{kEmptySpec, with_key(R"("reservations":[{"u":"1","n":"ns/p"}])"), "status.reservations[0]: c: missing"},
        Mistake{kEmptySpec, with_key(R"("reservations":[{"u":"1","n":"ns/p","c":[{"k":0,"a":1},{"k":1,"a":1}]}])"),
                "status.reservations[0]: c: of more than one team, user or job type"},
        Mistake{kEmptySpec, with_key(R"("reservations":[{"u":"1","n":"ns/p","c":[{"k":0,"a":1}],"age":3000000000}])"),
                "status.reservations[0].age: not a number of seconds"},
        Mistake{kEmptySpec,
                with_key(R"("reservations":[{"u":"1","n":"ns/p","c":[{"k":0,"a":1}]},{"u":"1","n":"ns/q","c":[{"k":0,"a":1}]}])"),
                "status.reservations[1]: its pod stands here twice"},
        Mistake{kEmptySpec, R"({"conditions":[{"type":"A","status":"True"},{"type":"A","status":"True"}]})",
                "status.conditions: A stands here twice"},
        Mistake{kEmptySpec, R"({"cells":{}})", "status.cells: expected a list, got an object"}));

}  // namespace
}  // namespace tollgate::kube_codec
