#include "adapters/kube_client/namespace_writer.h"

#include "adapters/json/writer.h"
#include "adapters/kube_codec/watched.h"
#include "core/policy/site.h"

namespace tollgate::kube_client {
namespace {

using policy::kTeamLabel;

std::string path_of(const std::string& namespace_name) { return "/api/v1/namespaces/" + namespace_name; }

// What the server stored, compared with what was asked for.
Result<void> shows_team(const std::string& answer, const std::string& namespace_name, std::string_view team) {
  Decoder decoder;
  const Object object = TRY(decoder.object(answer));
  const policy::NamespaceView stored = TRY(kube_codec::decode_namespace(object.value));
  const auto label = stored.labels.find(kTeamLabel);
  const std::string_view shown = label == stored.labels.end() ? std::string_view{} : std::string_view{label->second};
  if (shown == team) return {};
  return Error{ErrorCode::kConflict, "namespace " + namespace_name + " was stored with another " + std::string{kTeamLabel}};
}

}  // namespace

Result<void> NamespaceWriter::set_team(const std::string& namespace_name, const std::string& team) {
  const Patience patience{.at_most = at_most_, .stop = {}};
  // Apply makes what is missing. With the uid it cannot bring back a namespace that is deleted meanwhile.
  const std::string body = TRY(api_.get(path_of(namespace_name), patience));
  Decoder decoder;
  const Object seen = TRY(decoder.object(body));
  json::Writer json;
  json.begin_object().field("apiVersion", "v1").field("kind", "Namespace").key("metadata");
  json.begin_object().field("name", namespace_name).field("uid", seen.stored.uid).key("labels");
  json.begin_object().field(kTeamLabel, team).end_object().end_object().end_object();
  const std::string stored = TRY(api_.apply(path_of(namespace_name), std::move(json).take(), patience));
  return shows_team(stored, namespace_name, team);
}

Result<void> NamespaceWriter::clear_team(const std::string& namespace_name) {
  // Applying without the label would remove only our own; a merge patch removes it whoever wrote it.
  json::Writer json;
  json.begin_object().key("metadata").begin_object().key("labels").begin_object();
  json.key(kTeamLabel).null().end_object().end_object().end_object();
  const Patience patience{.at_most = at_most_, .stop = {}};
  const std::string stored = TRY(api_.merge_patch(path_of(namespace_name), std::move(json).take(), patience));
  return shows_team(stored, namespace_name, {});
}

}  // namespace tollgate::kube_client
