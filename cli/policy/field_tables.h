// Field rows as people and editors read them.

#pragma once

#include <string>
#include <vector>

#include "core/policy/fields/field.h"

namespace tollgate::cli {

// A row of a reference table: one key with its path.
struct ReferenceRow {
  std::string path;  // "slurm.limits.gpus", "jobTypes.*.tier", "cases[].name"
  std::string type;  // "whole number from 1", "list of user names", "one of deny, allow"
  std::string fallback;
  std::string doc;
};

// Every key, those of nested objects after the key that holds them.
std::vector<ReferenceRow> reference_rows(const policy::FieldInfo::Children& fields);

// | field | value | default | meaning |
std::string to_markdown(const std::vector<ReferenceRow>& rows);

// In columns, for a terminal.
std::string to_columns(const std::vector<ReferenceRow>& rows);

// A JSON Schema for a mapping with these keys, as JSON text.
std::string to_schema(const policy::FieldInfo::Children& fields);

}  // namespace tollgate::cli
