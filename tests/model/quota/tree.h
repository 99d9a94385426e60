// The teams that the model plays with, and its own arithmetic over them: apart from core/quota on purpose.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/quota/ledger.h"
#include "tests/model/quota/chance.h"

namespace tollgate::model_test {

inline constexpr std::size_t kTeams = 5;     // three levels
inline constexpr std::size_t kUsers = 3;     //
inline constexpr std::size_t kJobTypes = 2;  //
inline constexpr std::size_t kModels = 2;    // a pool each
inline constexpr std::size_t kBucketsEach = 1 + kUsers + kJobTypes + kModels;

// What a pod holds, by numbers.
struct Holding {
  std::size_t team = 0;
  std::size_t user = 0;
  std::size_t job_type = 0;
  std::size_t model = 0;
  std::int64_t whole = 0;   // nvidia.com/gpu
  std::int64_t slices = 0;  // nvidia.com/mig-1g.10gb
};

Holding some_holding(Chance& chance);
std::vector<quota::Cell> cells_of(const Holding& holding);

quota::LedgerSpec first_spec();

// Another ceiling, guarantee, limit or weight; a tree that the policy would accept.
void edit(quota::LedgerSpec& spec, Chance& chance);

// One number a bucket: a team's total, and by user, job type and model; of the team and all below it.
using Buckets = std::array<std::int64_t, kTeams * kBucketsEach>;

struct Outlook {
  Buckets sums{};
  std::array<std::int64_t, kTeams> own{};  // by pods of the team itself
};

std::string name_of_bucket(std::size_t bucket);

// The limits in numbers.
class Limits {
 public:
  explicit Limits(const quota::LedgerSpec& spec);

  // Adds to every bucket what the pod weighs there.
  void add(const Holding& holding, Buckets& sums) const;
  [[nodiscard]] std::int64_t weight_of(const Holding& holding) const;

  [[nodiscard]] const Buckets& most() const { return most_; }
  // What the team's children use or are guaranteed, whichever is more, and its own pods: what its ceiling must hold.
  [[nodiscard]] std::int64_t spoken_for(std::size_t team, const Outlook& outlook) const;
  [[nodiscard]] std::int64_t ceiling(std::size_t team) const;
  // Whether the pod may be granted when the sums are this.
  [[nodiscard]] bool fits(const Holding& holding, const Buckets& sums) const;

 private:
  [[nodiscard]] std::int64_t held_back(std::size_t team, std::size_t but_for, const Buckets& sums) const;

  Buckets most_{};
  std::array<std::int64_t, kTeams> guaranteed_{};
  std::array<std::int64_t, kTeams> per_pod_{};
  std::int64_t whole_ = 0;
  std::int64_t slice_ = 0;
};

}  // namespace tollgate::model_test
