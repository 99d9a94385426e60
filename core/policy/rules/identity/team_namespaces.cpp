// Rule `team-namespaces`: whose a namespace is, is not for everybody to say.
//
// A namespace whose name a team claims is the team's from its first moment: with its quota and its bill. So only an admin of
// the platform or of that team creates one. Afterwards the label tollgate.dev/team decides whose it is; the controller derives
// it, and nobody else but the platform's admins may write it, not even while the namespace is being deleted.
//
// At work without a PodPolicy. No parameters.

#include "core/policy/rules/identity/team_namespaces.h"

#include <fmt/format.h>

#include "core/policy/judging/findings.h"
#include "core/policy/judging/roles.h"

namespace tollgate::policy {
namespace {

using model::Text;

std::string label_field() { return fmt::format("metadata.labels[{}]", kTeamLabel); }

void check_creator(const Facts& facts, Text name, const Team& team, Findings& findings) {
  if (is_team_admin(facts.request().caller, team, facts.platform().identity)) return;
  findings.add("creator", "metadata.name")
      .about(name)
      .value(team.name)
      .says("{} would be team {}'s, and {} is none of its admins", name, team.name, facts.request().caller.username)
      .fix("ask an admin of the team or of the platform to create it");
}

// What a creator of the team's own may say as well.
bool says_what_follows(const Team* team, Text label) { return team != nullptr && label == team->name; }

void check_new(const Facts& facts, const model::Metadata& metadata, Findings& findings) {
  const Team* team = facts.site().team_of(metadata.name, {});
  if (team != nullptr) check_creator(facts, metadata.name, *team, findings);
  const std::optional<Text> label = metadata.label(kTeamLabel);
  if (!label || says_what_follows(team, *label)) return;
  findings.add("label", label_field())
      .about(kTeamLabel)
      .value(*label)
      .says("\"{}\" does not follow from the name; it is derived", *label)
      .fix("leave it out");
}

void check_update(const model::Metadata& metadata, const model::Metadata& old, Findings& findings) {
  const std::optional<Text> label = metadata.label(kTeamLabel);
  if (label == old.label(kTeamLabel)) return;
  findings.add("label", label_field())
      .about(kTeamLabel)
      .value(label.value_or(Text{}))
      .says("says whose the namespace is, and is derived from the policy")
      .fix("leave it as it is");
}

void check(const Facts& facts, Findings& findings) {
  const model::AdmissionRequest& request = facts.request();
  const auto* space = std::get_if<model::NamespaceObject>(&request.object);
  if (space == nullptr || request.caller.username == kController || is_platform_admin(request.caller, facts.platform())) return;
  const auto* old = std::get_if<model::NamespaceObject>(&request.old_object);
  if (old == nullptr) {
    check_new(facts, space->metadata, findings);
  } else {
    check_update(space->metadata, old->metadata, findings);
  }
}

Result<Rule> compile(const Params& /*none*/) { return Rule{.check = check}; }

constexpr std::string_view kDoc =
    "A namespace whose name a team claims is the team's from its first moment, with its quota and its bill. So only an admin of "
    "the platform (`admins` of the Platform, or the group system:masters) or of that team (`members.admins`) creates one. "
    "Afterwards the label `tollgate.dev/team` decides whose the namespace is: the controller derives it, and nobody but it and "
    "the platform's admins may add, change or remove it, not even while the namespace is being deleted.";

}  // namespace

const RuleKind kTeamNamespaces{.name = "team-namespaces",
                               .summary = "only admins create a team's namespaces and say whose one is",
                               .doc = kDoc,
                               .subjects = {Subject::kNamespace},
                               .params = {},
                               .compile = compile,
                               .is_default = true,
                               .judges_deleting = true,
                               .exemptable = false};

}  // namespace tollgate::policy
