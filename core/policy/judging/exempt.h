// Exemptions at work.

#pragma once

#include <string>
#include <vector>

#include "core/policy/judging/facts.h"
#include "core/policy/policies.h"

namespace tollgate::policy {

// Takes out of `problems`, from `first` on, what an exemption covers, and adds the names of those that did to `used`: sorted,
// each once. An instance whose rule cannot be exempted from keeps all.
void exempt(const PolicyInstance& instance, const Facts& facts, std::size_t first, std::vector<Problem>& problems,
            std::vector<std::string>& used);

// An exemption from the whole instance, named in `used`: for the rule whose problems are not known before the ledger answers.
bool is_exempt(const PolicyInstance& instance, const Facts& facts, std::vector<std::string>& used);

}  // namespace tollgate::policy
