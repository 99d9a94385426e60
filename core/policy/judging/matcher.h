// Which requests a policy is about.

#pragma once

#include "core/policy/judging/facts.h"
#include "core/policy/policies.h"

namespace tollgate::policy {

// Every key of the block that is given matches one of its values.
bool matches(const Matcher& matcher, const Facts& facts);

// The same without the key `images`, and that alone for one container.
bool matches_but_images(const Matcher& matcher, const Facts& facts);
bool matches_image(const Matcher& matcher, const model::Container& container);

// Its `match` matches, and none of its `exclude` blocks does.
bool applies(const PolicyInstance& instance, const Facts& facts);

}  // namespace tollgate::policy
