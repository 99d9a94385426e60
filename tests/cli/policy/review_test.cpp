#include "cli/policy/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fakes/builders.h"

namespace tollgate::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kPod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"vision"},"spec":{"containers":[{"name":"c","image":"i"}]}})";
constexpr std::string_view kHostPod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"h","namespace":"vision"},"spec":{"hostPID":true,"containers":[{"name":"c","image":"i"}]}})";

std::string review_of(std::string_view object) {
  return R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","kind":{"group":"","version":"v1",)"
         R"("kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"vision","operation":"CREATE",)"
         R"("userInfo":{"username":"oidc:alice@example.com"},"object":)" +
         std::string{object} + "}}";
}

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

Ran run(ReviewOptions options, const std::string& input = "") {
  const policy::Site site = fakes::a_site().pod_security("baseline");
  Reviewer reviewer{site, {}, *policy::given_ledgers(site, {}), {}};
  options.user = "oidc:alice@example.com";
  std::istringstream in{input};
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = review(options, reviewer, in, out, err);
  return {exit_code, out.str(), err.str()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class TempFile {
 public:
  TempFile(const std::string& name, std::string_view text)
      : path_{std::filesystem::path{testing::TempDir()} / ("review_test_" + std::to_string(::getpid()) + "_" + name)} {
    std::ofstream{path_} << text;
  }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(ReviewStream, AnswersEveryLineInOrderAndSaysYes) {
  const std::string input = std::string{kPod} + "\nnot json\n" + std::string{kHostPod} + "\n\n" + review_of(kPod) + "\n";
  const Ran ran = run({.stream = true}, input);
  EXPECT_EQ(ran.exit_code, 0);
  const std::vector<std::string> lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[0], AllOf(HasSubstr(R"("allowed":true)"), HasSubstr(R"("patchType":"JSONPatch")")));
  EXPECT_THAT(lines[1], AllOf(HasSubstr(R"("allowed":false)"), HasSubstr(R"("code":400)")));
  EXPECT_THAT(lines[2], AllOf(HasSubstr(R"("allowed":false)"), HasSubstr(R"("code":403)"), HasSubstr("spec.hostPID")));
  EXPECT_THAT(lines[3], HasSubstr(R"("code":400)"));
  EXPECT_THAT(lines[4], AllOf(HasSubstr(R"("uid":"u-1")"), HasSubstr("metadata.labels.team is missing")));
}

TEST(ReviewStream, ValidatesTheResultOfMutatingAReviewWhenToldSo) {
  const Ran ran = run({.stream = true, .phase = ReviewPhase::kBoth}, review_of(kPod) + "\n" + review_of(kHostPod));
  const std::vector<std::string> lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], AllOf(HasSubstr(R"("allowed":true)"), HasSubstr(R"("patch":")")));
  EXPECT_THAT(lines[1], AllOf(HasSubstr("(1 problem)"), HasSubstr(R"("patch":")")));
}

TEST(ReviewStream, RefusesAnObjectWithAWrongTypeByItsField) {
  const Ran ran = run({.stream = true}, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"hostPID":"yes"}})");
  EXPECT_THAT(ran.out, AllOf(HasSubstr(R"("code":422)"), HasSubstr("spec.hostPID")));
}

TEST(ReviewFiles, SayWhatTheWebhookWouldSayOfEachObject) {
  const TempFile file{"two.yaml", std::string{"---\n"} + std::string{kPod} + "\n---\n" + std::string{kHostPod} + "\n"};
  const Ran ran = run({.files = {file.path()}});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, StartsWith("Pod vision/p (" + file.path() + ":2): allowed\n  patch: ["));
  EXPECT_THAT(ran.out, HasSubstr("Pod vision/h (" + file.path() + ":4): denied\n" +
                                 "  admission denied by tollgate (1 problem)\n"
                                 "  [pod-security] spec.hostPID must not be true. Fix: spec.hostPID: false.\n"
                                 "  policies/baseline.yaml:1\n"));
}

TEST(ReviewFiles, TakeJsonAndStandardInput) {
  const Ran ran = run({.files = {"-"}, .json = true}, std::string{kPod});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, AllOf(StartsWith(R"({"kind":"AdmissionReview")"), EndsWith("}\n")));
}

TEST(ReviewFiles, ThatCannotBeReadAreAMistakeAndTheOthersAreStillReviewed) {
  const TempFile broken{"broken.yaml", "a: [\n"};
  const TempFile good{"good.json", kPod};
  const Ran ran = run({.files = {"no-such-file.yaml", broken.path(), good.path()}});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("no-such-file.yaml: cannot be read\n"), HasSubstr(broken.path() + ":")));
  EXPECT_THAT(ran.out, HasSubstr("allowed"));
}

TEST(ReviewFiles, PutObjectsWithoutANamespaceWhereTold) {
  const TempFile file{"plain.yaml",
                      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n"};
  EXPECT_THAT(run({.files = {file.path()}}).out, AllOf(StartsWith("Pod default/p"), Not(HasSubstr("patch"))));
  EXPECT_THAT(run({.files = {file.path()}, .namespace_name = "vision"}).out, StartsWith("Pod vision/p"));
}

}  // namespace
}  // namespace tollgate::cli
