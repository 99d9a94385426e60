// One plan's actions on their way into Slurm: bulk creations by REST, then changes and removals by sacctmgr, one write at a time.
//
// Lives for one call of SlurmCluster::apply.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "adapters/slurm/commands.h"
#include "adapters/slurm/rest_client.h"
#include "adapters/slurm/tools.h"
#include "core/reconcile/slurm/action.h"

namespace tollgate::slurm {

class Batch {
 public:
  Batch(const Tools& tools, RestClient& rest, std::span<const reconcile::SlurmAction> actions, const reconcile::SlurmWorld& seen)
      : tools_{tools}, rest_{rest}, actions_{actions}, seen_{seen}, outcomes_(actions.size()) {}

  std::vector<Result<void>> run() &&;

 private:
  // An action of one kind, and where its outcome goes.
  template <class Action>
  struct Item {
    std::size_t index = 0;
    const Action* action = nullptr;
  };
  template <class Action>
  std::vector<Item<Action>> open() const;
  template <class Action, class MakePost>
  void post(std::span<const Item<Action>> items, std::size_t at_once, const MakePost& make);

  void qos();
  void create_accounts();
  void change_accounts();
  void add_new_users();
  void add_known_users();
  void limit_members();
  using IndexOf = std::map<reconcile::Membership, std::size_t>;
  void limit_alike(const reconcile::Limit& gpus, const IndexOf& index_of, const std::set<reconcile::Membership>& existing);
  void remove_members();
  void delete_accounts();

  // Runs one change for these actions. kNotFound is success when the change takes away, or adds what is already there.
  enum class Nothing { kIsFailure, kIsSuccess };
  void change(const std::vector<std::size_t>& indexes, const Arguments& arguments, Nothing nothing = Nothing::kIsFailure);
  bool goes_on();
  void fail(std::size_t index, const Error& error);
  void finish(std::size_t index);
  [[nodiscard]] bool failed(std::size_t index) const { return outcomes_[index] && !outcomes_[index]->ok(); }
  void move_default(std::size_t index, const reconcile::Membership& leaving);
  std::string other_account_of(const reconcile::Membership& leaving) const;

  const Tools& tools_;
  RestClient& rest_;
  std::span<const reconcile::SlurmAction> actions_;
  const reconcile::SlurmWorld& seen_;
  std::vector<std::optional<Result<void>>> outcomes_;
  std::optional<Error> stopped_;  // Slurm is away, refuses us, or the program ends: no more is tried
};

}  // namespace tollgate::slurm
