#include "cli/policy/diagnostics.h"

#include <fmt/format.h>

#include <ostream>

#include "adapters/json/writer.h"

namespace tollgate::cli {
namespace {

template <class Each>
void for_each(const Diagnostics& diagnostics, Each each) {
  for (const policy::Mistake& mistake : diagnostics.mistakes) each("error", mistake);
  for (const policy::Mistake& caution : diagnostics.cautions) each("warning", caution);
}

// What a workflow command would take for its own syntax.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

void write_result(std::string_view level, const policy::Mistake& mistake, json::Writer& json) {
  json.begin_object().field("ruleId", "policy").field("level", level);
  json.key("message").begin_object().field("text", mistake.text).end_object();
  json.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
  json.key("artifactLocation").begin_object().field("uri", mistake.at.file).end_object();
  if (mistake.at.line > 0) {
    json.key("region").begin_object().field("startLine", mistake.at.line).field("startColumn", mistake.at.column).end_object();
  }
  json.end_object().end_object().end_array().end_object();
}

}  // namespace

void write_text(const Diagnostics& diagnostics, std::ostream& out) {
  for_each(diagnostics,
           [&](std::string_view severity, const policy::Mistake& mistake) { out << to_text(mistake, severity) << '\n'; });
}

void write_github(const Diagnostics& diagnostics, std::ostream& out) {
  for_each(diagnostics, [&](std::string_view severity, const policy::Mistake& mistake) {
    out << fmt::format("::{} file={}", severity, escaped(mistake.at.file, "%\r\n:,"));
    if (mistake.at.line > 0) out << fmt::format(",line={},col={}", mistake.at.line, mistake.at.column);
    out << "::" << escaped(mistake.text, "%\r\n") << '\n';
  });
}

void write_sarif(const Diagnostics& diagnostics, std::ostream& out) {
  json::Writer json;
  json.begin_object().field("$schema", "https://json.schemastore.org/sarif-2.1.0.json").field("version", "2.1.0");
  json.key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object();
  json.field("name", "tollgate").field("version", TOLLGATE_VERSION);
  json.key("rules").begin_array().begin_object().field("id", "policy").end_object().end_array();
  json.end_object().end_object();
  json.key("results").begin_array();
  for_each(diagnostics,
           [&](std::string_view severity, const policy::Mistake& mistake) { write_result(severity, mistake, json); });
  json.end_array().end_object().end_array().end_object();
  out << std::move(json).take() << '\n';
}

std::string to_json(const Diagnostics& diagnostics) {
  json::Writer json;
  json.begin_array();
  for_each(diagnostics, [&](std::string_view severity, const policy::Mistake& mistake) {
    json.begin_object().field("file", mistake.at.file).field("line", mistake.at.line).field("column", mistake.at.column);
    json.field("severity", severity).field("message", mistake.text).end_object();
  });
  json.end_array();
  return std::move(json).take();
}

}  // namespace tollgate::cli
