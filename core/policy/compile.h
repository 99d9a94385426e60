// Documents → Site, or every mistake in them.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/policy/site.h"

namespace tollgate::policy {

struct Draft;  // documents/draft.h: what a document says, decoded

// Shared, because a reload decodes only what changed.
using Documents = std::vector<std::shared_ptr<const Draft>>;

struct Compiled {
  Site site;                      // meaningful only when there are no mistakes
  std::vector<Mistake> mistakes;  // sorted by position; all of them at once
  std::vector<Mistake> cautions;  // what `tollgate check` warns about
};

// The tree is not needed afterwards. Pure.
std::shared_ptr<const Draft> decode(const Document& document);

// Pure. `digest` becomes the Site's. PolicyTest documents are left to compile_tests().
Compiled compile(const Documents& documents, std::string digest);

}  // namespace tollgate::policy
