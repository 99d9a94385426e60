// Documents → Site, or every mistake in them.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/policy/site.h"

namespace tollgate::policy {

// Shared, because a reload keeps the trees of the files that did not change.
using Documents = std::vector<std::shared_ptr<const Document>>;

struct Compiled {
  Site site;                      // meaningful only when there are no mistakes
  std::vector<Mistake> mistakes;  // sorted by position; all of them at once
  std::vector<Mistake> cautions;  // what `tollgate check` warns about
};

// Pure. `digest` becomes the Site's. PolicyTest documents are left to compile_tests().
Compiled compile(const Documents& documents, std::string digest);

}  // namespace tollgate::policy
