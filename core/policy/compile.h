// Documents → Site, or every mistake in them.

#pragma once

#include <span>

#include <vector>

#include "core/policy/site.h"

namespace tollgate::policy {

struct Compiled {
  Site site;                      // meaningful only when there are no mistakes
  std::vector<Mistake> mistakes;  // sorted by position; all of them at once
  std::vector<Mistake> cautions;  // what `tollgate check` warns about
};

Compiled compile(std::span<const Document> documents);

}  // namespace tollgate::policy
