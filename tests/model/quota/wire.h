// The way to the API server: requests and replies are lost, or come when nobody waits for them any more.

#pragma once

#include <string>
#include <vector>

#include "tests/model/quota/world.h"

namespace tollgate::model_test {

class Wire {
 public:
  Wire(World& world, Chance& chance, const Settings& settings, Counts& counts)
      : world_{world}, chance_{chance}, settings_{settings}, counts_{counts} {}

  Result<quota::Ledger> read();
  Result<std::string> swap(const quota::Ledger& ledger, World::Writer writer);
  // Whether the pod exists; kUnavailable.
  Result<bool> look_for(const std::string& name, const std::string& uid);

  // A write that was given up comes after all.
  void deliver_late();

  // From now on nothing is lost.
  void calm() { calm_ = true; }

 private:
  [[nodiscard]] bool fails() { return !calm_ && chance_.one_in(12); }
  Result<std::string> store(const quota::Ledger& ledger, World::Writer writer);
  Result<std::string> store_in_two_writes(const quota::Ledger& ledger);
  [[nodiscard]] bool ignores_versions(World::Writer writer) const;

  struct Late {
    quota::Ledger ledger;
    World::Writer writer;
  };

  World& world_;
  Chance& chance_;
  const Settings& settings_;
  Counts& counts_;
  std::vector<Late> late_;
  bool calm_ = false;
};

}  // namespace tollgate::model_test
