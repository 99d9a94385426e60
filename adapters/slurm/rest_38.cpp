#include "adapters/slurm/rest_38.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using Json = nlohmann::json;

constexpr std::string_view kOrganization = "tollgate";

Json gpus(std::int64_t count) { return Json::array({{{"type", "gres"}, {"name", "gpu"}, {"count", count}}}); }

Json association(std::string_view cluster, const SlurmAccount& account) {
  Json json{{"account", account.name},
            {"cluster", cluster},
            {"user", nullptr},  // "" would make a broken association
            {"parent_account", account.parent},
            {"shares_raw", account.fairshare}};
  if (!account.qos.empty()) json["qos"] = account.qos;
  if (!account.default_qos.empty()) json["default"]["qos"] = account.default_qos;
  const SlurmLimits& limits = account.limits;
  if (limits.gpus) json["max"]["tres"]["total"] = gpus(*limits.gpus);
  if (limits.gpu_minutes) json["max"]["tres"]["group"]["minutes"] = gpus(*limits.gpu_minutes);
  if (limits.jobs) json["max"]["jobs"]["per"]["count"] = *limits.jobs;
  if (limits.submit) json["max"]["jobs"]["per"]["submitted"] = *limits.submit;
  return json;
}

// What may be thrown: text that is not UTF-8. Names are checked before they come here, so replacing is never seen.
std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_in(const Json& error, const char* key) {
  const auto found = error.find(key);
  return found != error.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

int number_in(const Json& error) {
  for (const char* const key : {"error_number", "error_code"})
    if (const auto found = error.find(key); found != error.end() && found->is_number_integer()) return found->get<int>();
  return 0;
}

ErrorCode code_of(int number) {
  switch (number) {
    case 1007:
    case 2002: return ErrorCode::kForbidden;  // authentication; permission
    case 7000:
    case 7008: return ErrorCode::kUnavailable;  // no database; bad connection
    case 1900:
    case 9003: return ErrorCode::kNotFound;  // no change; nothing found
    case 7001: return ErrorCode::kConflict;  // jobs active
    default: return ErrorCode::kInvalid;
  }
}

// Several errors come as one; the one that says most about trying again decides.
Result<void> judge_errors(int status, const Json& errors) {
  if (status == 200 && errors.empty()) return {};
  Error result{status == 401 ? ErrorCode::kForbidden : ErrorCode::kInvalid, fmt::format("slurmrestd answered {}", status)};
  for (const Json& error : errors) {
    if (!error.is_object()) continue;
    if (const ErrorCode code = code_of(number_in(error)); result.code == ErrorCode::kInvalid) result.code = code;
    std::string_view before = ": ";
    for (const char* const key : {"error", "description", "source"})
      if (const std::string text = text_in(error, key); !text.empty()) {
        result.message += fmt::format("{}{}", before, text);
        before = ", ";
      }
    result.message += fmt::format(" ({})", number_in(error));
  }
  return result;
}

}  // namespace

Post post_qos(std::span<const CreateQos* const> qos) {
  Json list = Json::array();
  for (const CreateQos* it : qos)
    list.push_back({{"name", it->name}, {"description", it->name}, {"priority", it->priority}, {"flags", Json::array()}});
  return {"/qos", text_of({{"QOS", std::move(list)}})};
}

Post post_account_records(std::span<const CreateAccount* const> accounts) {
  Json list = Json::array();
  for (const CreateAccount* it : accounts)
    list.push_back({{"name", it->account.name}, {"description", it->account.name}, {"organization", kOrganization}});
  return {"/accounts", text_of({{"accounts", std::move(list)}})};
}

Post post_account_associations(std::string_view cluster, std::span<const CreateAccount* const> accounts) {
  Json list = Json::array();
  for (const CreateAccount* it : accounts) list.push_back(association(cluster, it->account));
  return {"/associations", text_of({{"associations", std::move(list)}})};
}

Post post_users(std::string_view cluster, std::span<const Membership* const> members) {
  std::map<std::string, Json> users;
  for (const Membership* member : members) {
    Json& user = users[member->user];
    if (user.is_null())
      user = {{"name", member->user},
              {"administrator_level", "None"},
              {"default", {{"account", member->account}}},
              {"associations", Json::array()}};
    user["associations"].push_back({{"account", member->account}, {"cluster", cluster}, {"user", member->user}});
  }
  Json list = Json::array();
  for (auto& [name, user] : users) list.push_back(std::move(user));
  return {"/users", text_of({{"users", std::move(list)}})};
}

Result<void> judge_answer(int status, std::string_view body) {
  if (status == 304) return Error{ErrorCode::kNotFound, "slurmrestd found nothing"};
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) {
    const ErrorCode code = status == 401   ? ErrorCode::kForbidden
                           : status == 200 ? ErrorCode::kOutcomeUnknown
                                           : ErrorCode::kInvalid;
    return Error{code, fmt::format("slurmrestd answered {}: {}", status, body.substr(0, 200))};
  }
  const auto errors = json.find("errors");
  return judge_errors(status, errors == json.end() || !errors->is_array() ? Json::array() : *errors);
}

Result<std::string> choose_version(std::string_view openapi) {
  const Json json = Json::parse(openapi, nullptr, false);
  const auto paths = json.is_object() ? json.find("paths") : json.end();
  std::set<std::string> served;
  constexpr std::string_view kPrefix = "/slurmdb/";
  if (json.is_object() && paths != json.end() && paths->is_object())
    for (const auto& path : paths->items())
      if (path.key().starts_with(kPrefix))
        served.insert(path.key().substr(kPrefix.size(), path.key().find('/', kPrefix.size()) - kPrefix.size()));
  if (served.contains("v0.0.38")) return std::string{"v0.0.38"};
  return Error{ErrorCode::kInvalid, fmt::format("slurmrestd serves {}; this version speaks v0.0.38 (Slurm 22.05 to 23.11)",
                                                served.empty() ? "no /slurmdb" : fmt::format("{}", fmt::join(served, ", ")))};
}

}  // namespace tollgate::slurm
