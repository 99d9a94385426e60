// Reads the values of one document, and notes every mistake and every text that other documents must know.
//
// Each function says what is wrong and returns nothing; reading goes on with the next field.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/gpu_units.h"
#include "core/model/instant.h"
#include "core/money/money.h"
#include "core/policy/document.h"
#include "core/policy/fields/field.h"
#include "core/policy/tree/scalar.h"

namespace tollgate::policy {

// A text with a role, for links.cpp.
struct Mention {
  Role role = Role::kNone;
  std::string text;
  std::string by;  // the metadata.name of the document
  Position at;
};

struct Notes {
  std::vector<Mistake> mistakes;
  std::vector<Mistake> cautions;
  std::vector<Mention> mentions;
};

class Reader {
 public:
  // Both must outlive the reader.
  Reader(const Document& document, Notes& notes) : document_{document}, notes_{notes} {}

  void belongs_to(std::string name) { name_ = std::move(name); }
  Position at(const Node& node) const { return document_.at(node); }
  void mistake(const Node& node, std::string text);

  // One value of the field's kind.
  std::optional<std::string> text(const Node& node, const FieldInfo& field);
  std::optional<bool> flag(const Node& node, const FieldInfo& field);
  std::optional<std::int64_t> integer(const Node& node, const FieldInfo& field);
  std::optional<model::GpuUnits> gpus(const Node& node, const FieldInfo& field);
  std::optional<Instant> instant(const Node& node, const FieldInfo& field);
  std::optional<Day> day(const Node& node, const FieldInfo& field);
  std::optional<money::Money> money(const Node& node, const FieldInfo& field);
  std::optional<std::vector<std::string>> texts(const Node& node, const FieldInfo& field);

  // The shape alone; the caller goes on.
  bool is_mapping(const Node& node, std::string_view name);
  bool is_list(const Node& node, const FieldInfo& field);
  bool is_keyed(const Node& node, const FieldInfo& field);  // a mapping of any keys
  void key(const Entry& entry, const FieldInfo& field);     // of such a mapping

  // Of a mapping with known keys.
  void unknown_field(const Entry& entry, std::span<const FieldInfo* const> known);
  bool has_value(const Entry& entry, const FieldInfo& field);
  void require(const Node& mapping, const FieldInfo& field);

 private:
  bool is_typed(const Node& node, std::string_view name, ScalarType type, std::string_view wanted);

  const Document& document_;
  Notes& notes_;
  std::string name_;
};

}  // namespace tollgate::policy
