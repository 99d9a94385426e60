#include "core/policy/tree/node_json.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>

#include "core/policy/tree/scalar.h"

namespace tollgate::policy {
namespace {

void write_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

// A number JSON cannot hold (beyond a double) stays text: whoever reads it says that a number was expected.
void write_float(const Node& scalar, std::string& out) {
  std::string plain = scalar.text;
  std::erase(plain, '_');
  const char* begin = plain.data() + (plain.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto parsed = std::from_chars(begin, plain.data() + plain.size(), value);
  if (parsed.ec != std::errc{} || !std::isfinite(value)) return write_string(scalar.text, out);
  out += fmt::format("{}", value);
}

void write_integer(const Node& scalar, std::string& out) {
  const std::optional<std::int64_t> value = integer_value(scalar);
  if (!value) return write_float(scalar, out);
  out += fmt::format("{}", *value);
}

void write_scalar(const Node& scalar, std::string& out) {
  switch (scalar_type(scalar)) {
    case ScalarType::kNull: out += "null"; return;
    case ScalarType::kBool: out += bool_value(scalar) ? "true" : "false"; return;
    case ScalarType::kInteger: return write_integer(scalar, out);
    case ScalarType::kFloat: return write_float(scalar, out);
    case ScalarType::kString: return write_string(scalar.text, out);
  }
}

// As deep as the tree: its builder bounds that.
void write(const Node& node, std::string& out) {
  std::string_view separator;
  if (node.kind == Node::Kind::kMapping) {
    out += '{';
    for (const Entry& entry : node.entries) {
      out += separator;
      write_string(entry.key.text, out);
      out += ':';
      write(entry.value, out);
      separator = ",";
    }
    out += '}';
  } else if (node.kind == Node::Kind::kSequence) {
    out += '[';
    for (const Node& item : node.items) {
      out += separator;
      write(item, out);
      separator = ",";
    }
    out += ']';
  } else {
    write_scalar(node, out);
  }
}

}  // namespace

std::string to_json(const Node& node) {
  std::string out;
  write(node, out);
  return out;
}

}  // namespace tollgate::policy
