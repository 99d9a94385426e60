// Holds decoded documents against each other: references that lead nowhere, claims that overlap, trees with cycles.

#pragma once

#include <array>
#include <string_view>

#include "core/policy/documents/draft.h"

namespace tollgate::policy {

// Namespaces of Kubernetes itself and of Tollgate: infrastructure in every site.
inline constexpr std::array<std::string_view, 4> kOwnNamespaces{"kube-system", "kube-node-lease", "kube-public",
                                                                "tollgate-system"};

// Adds to the draft's notes. Also fills in what a document leaves to another: a Slurm account's name.
void link(Draft& draft);

}  // namespace tollgate::policy
