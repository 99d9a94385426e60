// PolicyTest documents: cases that `tollgate test` runs against the Site. They mean nothing at run time.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/admission_request.h"
#include "core/model/instant.h"
#include "core/policy/cluster_view.h"
#include "core/policy/compile.h"
#include "core/policy/document.h"
#include "core/policy/gpu/given_ledgers.h"

namespace tollgate::policy {

// What the cluster looks like in every case of a document.
struct TestGiven {
  std::optional<Instant> now;
  std::vector<NamespaceView> namespaces;
  std::vector<UsedGpus> usage;
  std::vector<PriorityClassView> priority_classes;
  std::vector<ClaimTemplateView> claim_templates;
};

enum class TestPhase { kMutate, kValidate, kBoth };

struct TestExpectation {
  bool allowed = true;
  std::optional<std::vector<std::string>> rules;  // exactly the rules that deny, in any order; absent = not looked at
  std::vector<std::string> message;               // each is part of the denial
  std::vector<std::string> warnings;              // each is part of some warning
  std::string patched;  // a file with the object as /mutate leaves it, beside the test; empty = not looked at
};

struct TestCase {
  std::string name;
  Node object;      // a mapping; kNull = none
  Node old_object;  // a mapping; kNull = none
  std::string user;
  std::vector<std::string> groups;
  std::string namespace_name;  // empty = the object's own
  model::Operation operation = model::Operation::kCreate;
  std::string subresource;
  TestPhase phase = TestPhase::kBoth;
  TestExpectation expect;
  Position source;
};

struct PolicyTest {
  std::string name;
  TestGiven given;
  std::vector<TestCase> cases;  // never empty
  Position source;
};

struct CompiledTests {
  std::vector<PolicyTest> tests;  // in document order
  std::vector<Mistake> mistakes;  // sorted by position
};

// Pure. Looks at PolicyTest documents only.
CompiledTests compile_tests(const Documents& documents);

// A document that is nothing but a PolicyTest's `given`. Mistakes are added.
TestGiven read_given(const Document& document, std::vector<Mistake>& mistakes);

}  // namespace tollgate::policy
