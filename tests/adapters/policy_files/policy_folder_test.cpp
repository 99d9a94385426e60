#include "adapters/policy_files/policy_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapters/policy_files/listing.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::policy_files {
namespace {

namespace fs = std::filesystem;
using fakes::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Ne;
using testing::SizeIs;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const ListedFile& file : list_policy_files(folder).files) names.push_back(file.name);
  return names;
}

std::vector<std::string> texts(const std::vector<policy::Mistake>& mistakes) {
  std::vector<std::string> all;
  for (const policy::Mistake& mistake : mistakes) all.push_back(policy::to_text(mistake));
  return all;
}

TEST(PolicyFolder, ReadsYamlAtAnyDepthByName) {
  const TemporaryFolder folder;
  folder.write("teams/vision.yaml", "a: 1");
  folder.write("platform.yaml", "a: 1");
  folder.write("a/b/c/deep.yaml", "a: 1");
  folder.write("README.md", "no policy");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a/b/c/deep.yaml", "platform.yaml", "teams/vision.yaml"));
}

TEST(PolicyFolder, PassesByHiddenNamesAndDataOfTests) {
  const TemporaryFolder folder;
  folder.write(".hidden.yaml", "a: 1");
  folder.write(".git/x.yaml", "a: 1");
  folder.write("tests/expected/x.yaml", "a: 1");
  folder.write("tests/data/x.yaml", "a: 1");
  folder.write("tests/data.yaml", "a: 1");
  fs::create_symlink("nowhere", folder.path() / ".#vision.yaml");  // an editor's lock
  EXPECT_THAT(names_in(folder.path()), ElementsAre("tests/data.yaml"));
  EXPECT_THAT(list_policy_files(folder.path()).mistakes, IsEmpty());
}

// As kubelet mounts a ConfigMap: names → ..data/name, ..data → ..2026_11_25.
TEST(PolicyFolder, ReadsAMountedConfigMapOnce) {
  const TemporaryFolder folder;
  folder.write("..2026_11_25/platform.yaml", "a: 1");
  folder.write("..2026_11_25/teams/vision.yaml", "a: 1");
  fs::create_symlink("..2026_11_25", folder.path() / "..data");
  fs::create_symlink("..data/platform.yaml", folder.path() / "platform.yaml");
  fs::create_symlink("..data/teams", folder.path() / "teams");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("platform.yaml", "teams/vision.yaml"));
}

TEST(PolicyFolder, ASingleFileIsAFolderOfOne) {
  const TemporaryFolder folder;
  EXPECT_THAT(names_in(folder.write("old.txt", "a: 1")), ElementsAre("old.txt"));
}

TEST(PolicyFolder, LinksInACircleEnd) {
  const TemporaryFolder folder;
  folder.write("a/x.yaml", "a: 1");
  fs::create_symlink("..", folder.path() / "a/up");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a/x.yaml"));
}

TEST(PolicyFolder, SaysWhatCannotBeRead) {
  const TemporaryFolder folder;
  fs::create_symlink("nowhere", folder.path() / "gone.yaml");
  folder.write("old.yml", "a: 1");
  EXPECT_THAT(texts(list_policy_files(folder.path()).mistakes),
              ElementsAre(HasSubstr("gone.yaml: error: cannot be read: No such file"), HasSubstr("policies are named *.yaml")));
  EXPECT_THAT(texts(list_policy_files(folder.path() / "missing").mistakes), ElementsAre(HasSubstr("cannot be read")));
  EXPECT_THAT(texts(list_policy_files("/dev/null").mistakes), ElementsAre(HasSubstr("is neither a folder nor a file")));
}

TEST(PolicyFolder, IsBounded) {
  const TemporaryFolder folder;
  folder.write("a.yaml", "a: 123456789");
  folder.write("b.yaml", "a: 1");
  folder.write("c.yaml", "a: 1");
  EXPECT_THAT(texts(list_policy_files(folder.path(), {.file_bytes = 10}).mistakes),
              ElementsAre(HasSubstr("a.yaml: error: is larger than 10 bytes")));
  EXPECT_THAT(texts(list_policy_files(folder.path(), {.bytes = 17}).mistakes), ElementsAre(HasSubstr("makes the folder larger")));
  EXPECT_THAT(texts(list_policy_files(folder.path(), {.files = 2}).mistakes), ElementsAre(HasSubstr("one more than 2 files")));
}

TEST(PolicyFolder, TheDigestIsOfNamesAndBytesWhereverTheFolderIs) {
  const TemporaryFolder one;
  const TemporaryFolder other;
  one.write("a.yaml", "a: 1");
  other.write("a.yaml", "a: 1");
  const std::string digest = PolicyFolder{one.path().string()}.load().digest;
  EXPECT_THAT(digest, testing::MatchesRegex("sha256:[0-9a-f]{64}"));
  EXPECT_EQ(PolicyFolder{other.path().string()}.load().digest, digest);
  other.write("a.yaml", "a: 2");
  EXPECT_THAT(PolicyFolder{other.path().string()}.load().digest, Ne(digest));
}

TEST(PolicyFolder, KeepsTheTreesOfUnchangedFiles) {
  const TemporaryFolder folder;
  folder.write("a.yaml", "a: 1");
  folder.write("b.yaml", "b: 1");
  PolicyFolder policies{folder.path().string()};
  const LoadedFolder before = policies.load();
  folder.write("b.yaml", "b: 2");
  const LoadedFolder after = policies.load();
  ASSERT_THAT(after.documents, SizeIs(2));
  EXPECT_EQ(after.documents[0], before.documents[0]);
  EXPECT_NE(after.documents[1], before.documents[1]);
}

TEST(CompileFolder, GivesASiteOrAllTheMistakes) {
  const TemporaryFolder folder;
  folder.write("platform.yaml", fakes::platform_yaml());
  folder.write("broken.yaml", "a: [\n");
  PolicyFolder policies{folder.path().string() + "/"};
  const std::string root = folder.path().string();
  EXPECT_THAT(texts(compile_folder(policies).mistakes),
              ElementsAre(root + ": error: no Team document: there must be at least one",
                          HasSubstr(root + "/broken.yaml:2:1: error: not YAML")));

  folder.write("broken.yaml", "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n");
  const policy::Compiled good = compile_folder(policies);
  EXPECT_THAT(texts(good.mistakes), IsEmpty());
  EXPECT_NE(good.site.find_team("vision"), nullptr);
  EXPECT_THAT(good.site.digest, testing::StartsWith("sha256:"));
}

}  // namespace
}  // namespace tollgate::policy_files
