// Policy documents from YAML in a test's own text.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/policy/compile.h"

namespace tollgate::fakes {

// The documents of a file "policies.yaml"; a test with text that is no YAML fails.
policy::Documents documents(std::string_view yaml);

// The compiled Site; mistakes fail the test.
policy::Site site(std::string_view yaml);

// "policies.yaml:3:7: error: …", in the order of compile().
std::vector<std::string> mistakes(std::string_view yaml);
std::vector<std::string> cautions(std::string_view yaml);

// A Platform with job types training (normal, inferred from Job), inference (high, from Deployment) and interactive
// (normal), tiers high, normal and low with QOS of their names: what most tests stand on. Ends with `---`.
std::string_view platform_yaml();

}  // namespace tollgate::fakes
