#include "adapters/kube_codec/answer.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "adapters/json/utf8.h"
#include "adapters/json/writer.h"
#include "adapters/kube_codec/base64.h"

namespace tollgate::kube_codec {
namespace {

// The API server cuts warnings only when there are many; this keeps each readable in a terminal.
constexpr std::size_t kLongestWarning = 120;
constexpr std::size_t kUsualAnswer = 512;

struct Reason {
  int code;
  std::string_view reason;
};

// metav1.StatusReason by HTTP status.
constexpr std::array kReasons{
    Reason{400, "BadRequest"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "NotFound"},
    Reason{405, "MethodNotAllowed"},
    Reason{413, "RequestEntityTooLarge"},
    Reason{415, "UnsupportedMediaType"},
    Reason{422, "Invalid"},
    Reason{429, "TooManyRequests"},
    Reason{503, "ServiceUnavailable"},
    Reason{504, "Timeout"},
};

std::string_view reason_of(int code) {
  const auto* found = std::ranges::find(kReasons, code, &Reason::code);
  return found == kReasons.end() ? "InternalError" : found->reason;
}

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// What becomes a qualified name behind the webhook's own: 1 to 63 characters, the outer ones alphanumeric.
bool is_audit_key(std::string_view key) {
  if (key.empty() || key.size() > 63 || !is_alphanumeric(key.front()) || !is_alphanumeric(key.back())) return false;
  return std::ranges::all_of(key, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

void write_failure(json::Writer& json, int code, std::string_view message) {
  json.field("status", "Failure").field("message", message).field("reason", reason_of(code)).field("code", code);
}

void write_warnings(json::Writer& json, const std::vector<std::string>& warnings) {
  if (warnings.empty()) return;
  json.key("warnings").begin_array();
  for (const std::string& warning : warnings) json.text(json::one_line(warning, kLongestWarning));
  json.end_array();
}

void write_audit_annotations(json::Writer& json, const Answer& answer) {
  const auto is_kept = [](const auto& annotation) { return is_audit_key(annotation.first); };
  if (std::ranges::none_of(answer.audit_annotations, is_kept)) return;
  json.key("auditAnnotations").begin_object();
  for (const auto& annotation : answer.audit_annotations) {
    if (is_kept(annotation)) json.field(annotation.first, annotation.second);
  }
  json.end_object();
}

}  // namespace

std::string encode_answer(const Answer& answer) {
  json::Writer json{kUsualAnswer + answer.message.size() + 2 * answer.patch.size()};
  json.begin_object().field("kind", "AdmissionReview").field("apiVersion", "admission.k8s.io/v1");
  json.key("response").begin_object().field("uid", answer.uid).field("allowed", answer.allowed);
  if (!answer.allowed) {
    json.key("status").begin_object();
    write_failure(json, answer.code, answer.message);
    json.end_object();
  }
  if (!answer.patch.empty()) {
    json.field("patch", to_base64(answer.patch)).field("patchType", "JSONPatch");
  }
  write_warnings(json, answer.warnings);
  write_audit_annotations(json, answer);
  json.end_object().end_object();
  return std::move(json).take();
}

std::string encode_status(int code, std::string_view message) {
  json::Writer json;
  json.begin_object().field("kind", "Status").field("apiVersion", "v1").key("metadata").begin_object().end_object();
  write_failure(json, code, message);
  json.end_object();
  return std::move(json).take();
}

}  // namespace tollgate::kube_codec
