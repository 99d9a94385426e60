#include "adapters/kube_client/team/quota_roles.h"

#include <map>
#include <optional>
#include <utility>

#include "adapters/json/writer.h"

namespace tollgate::kube_client {
namespace {

using reconcile::QuotaReaders;

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
constexpr std::string_view kRoles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
constexpr std::string_view kBindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
constexpr std::string_view kAllTeams = "tollgate:team-quotas";
constexpr std::string_view kOneTeam = "tollgate:team-quota:";

struct Label {
  std::string_view key;
  std::string_view value;
};
constexpr Label kOurs{"app.kubernetes.io/managed-by", "tollgate"};
constexpr Label kPart{"app.kubernetes.io/component", "team-quota"};

std::string name_of(std::string_view team) {
  return team.empty() ? std::string{kAllTeams} : std::string{kOneTeam} + std::string{team};
}

// Nothing for a name that is none of ours, whatever its labels say.
std::optional<std::string> team_of(std::string_view name) {
  if (name == kAllTeams) return std::string{};
  if (!name.starts_with(kOneTeam) || name.size() == kOneTeam.size()) return std::nullopt;
  return std::string{name.substr(kOneTeam.size())};
}

std::string path(std::string_view collection, std::string_view team) { return std::string{collection} + "/" + name_of(team); }

std::string selected(std::string_view collection) {
  const std::string selector =
      std::string{kOurs.key} + "=" + std::string{kOurs.value} + "," + std::string{kPart.key} + "=" + std::string{kPart.value};
  return with_query(std::string{collection}, "labelSelector", selector);
}

// Up to the end of `metadata`.
json::Writer begin(std::string_view kind, std::string_view team) {
  json::Writer json;
  json.begin_object().field("apiVersion", std::string{kGroup} + "/v1").field("kind", kind).key("metadata");
  json.begin_object().field("name", name_of(team)).key("labels");
  json.begin_object().field(kOurs.key, kOurs.value).field(kPart.key, kPart.value).end_object().end_object();
  return json;
}

void write_texts(std::string_view name, const std::vector<std::string>& texts, json::Writer& json) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

std::string rules(std::string_view team) {
  json::Writer json;
  json.begin_array().begin_object();
  write_texts("verbs", team.empty() ? std::vector<std::string>{"get", "list", "watch"} : std::vector<std::string>{"get"}, json);
  write_texts("apiGroups", {"tollgate.dev"}, json);
  write_texts("resources", {"teamquotas"}, json);
  if (!team.empty()) write_texts("resourceNames", {std::string{team}}, json);
  json.end_object().end_array();
  return std::move(json).take();
}

std::string role(std::string_view team) {
  json::Writer json = begin("ClusterRole", team);
  json.key("rules").raw(rules(team)).end_object();
  return std::move(json).take();
}

void write_subject(std::string_view kind, const std::string& name, json::Writer& json) {
  json.begin_object().field("kind", kind).field("apiGroup", kGroup).field("name", name).end_object();
}

std::string binding(const QuotaReaders& readers) {
  json::Writer json = begin("ClusterRoleBinding", readers.team);
  json.key("roleRef").begin_object();
  json.field("apiGroup", kGroup).field("kind", "ClusterRole").field("name", name_of(readers.team)).end_object();
  json.key("subjects").begin_array();
  for (const std::string& user : readers.users) write_subject("User", user, json);
  for (const std::string& group : readers.groups) write_subject("Group", group, json);
  json.end_array().end_object();
  return std::move(json).take();
}

// --- and back

bool has_its_rules(const json::Value& role, std::string_view team) {
  json::Parser parser;
  const auto expected = parser.parse_copy(rules(team));
  const json::Value found = role["rules"];
  if (!expected || found.size() != expected->size()) return false;
  for (const json::Value& wanted : expected->items()) {
    for (const json::Field& field : wanted.fields()) {
      if ((*found.items().begin())[field.key].to_text() != field.value.to_text()) return false;
    }
    if ((*found.items().begin()).size() != wanted.size()) return false;
  }
  return true;
}

QuotaReaders readers_of(const json::Value& binding, std::string team) {
  QuotaReaders readers{.team = std::move(team), .users = {}, .groups = {}};
  for (const json::Value& subject : binding["subjects"].items()) {
    const bool is_user = subject["kind"].text() == "User";
    (is_user ? readers.users : readers.groups).emplace_back(subject["name"].text());
  }
  return readers;
}

}  // namespace

Result<std::vector<QuotaReaders>> QuotaRoles::list() {
  std::map<std::string, QuotaReaders, std::less<>> bound;
  std::vector<QuotaReaders> found;
  const auto take_binding = [&](const Object& object) {
    if (auto team = team_of(object.stored.name)) bound.emplace(*team, readers_of(object.value, *team));
  };
  const auto take_role = [&](const Object& object) {
    auto team = team_of(object.stored.name);
    if (!team) return;
    auto binding = bound.extract(*team);
    const bool is_whole = !binding.empty() && has_its_rules(object.value, *team);
    found.push_back(is_whole ? std::move(binding.mapped()) : QuotaReaders{.team = *team, .users = {}, .groups = {}});
  };
  TRY(api_.list(selected(kBindings), take_binding, {.at_most = at_most_, .stop = {}}));
  TRY(api_.list(selected(kRoles), take_role, {.at_most = at_most_, .stop = {}}));
  for (const auto& [team, readers] : bound) found.push_back({.team = team, .users = {}, .groups = {}});  // without a role
  return found;
}

// The role first: a binding can only be made to what its maker may do himself.
Result<void> QuotaRoles::grant(const QuotaReaders& readers) {
  TRY(api_.apply(path(kRoles, readers.team), role(readers.team), {.at_most = at_most_, .stop = {}}));
  TRY(api_.apply(path(kBindings, readers.team), binding(readers), {.at_most = at_most_, .stop = {}}));
  return {};
}

Result<void> QuotaRoles::revoke(const std::string& team) {
  TRY(remove(path(kBindings, team)));
  return remove(path(kRoles, team));
}

Result<void> QuotaRoles::remove(const std::string& path) {
  const Result<std::string> removed = api_.remove(path, "{}", {.at_most = at_most_, .stop = {}});
  if (removed || removed.error().code == ErrorCode::kNotFound) return {};
  return removed.error();
}

}  // namespace tollgate::kube_client
