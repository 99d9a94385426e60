// QuotaAccess in memory; it can be away.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/ports/quota_access.h"

namespace tollgate::fakes {

class MemoryQuotaAccess final : public QuotaAccess {
 public:
  void go_away() { away_ = true; }
  void come_back() { away_ = false; }

  Result<std::vector<reconcile::QuotaReaders>> list() override {
    if (away_) return kAway;
    std::vector<reconcile::QuotaReaders> all;
    all.reserve(granted_.size());
    for (const auto& [team, readers] : granted_) all.push_back(readers);
    return all;
  }
  Result<void> grant(const reconcile::QuotaReaders& readers) override {
    if (away_) return kAway;
    granted_.insert_or_assign(readers.team, readers);
    return {};
  }
  Result<void> revoke(const std::string& team) override {
    if (away_) return kAway;
    granted_.erase(team);
    return {};
  }

 private:
  inline static const Error kAway{ErrorCode::kUnavailable, "nobody answers"};
  std::map<std::string, reconcile::QuotaReaders> granted_;
  bool away_ = false;
};

}  // namespace tollgate::fakes
