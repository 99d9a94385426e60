#include "adapters/policy_files/policy_watch.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::policy_files {
namespace {

constexpr std::size_t kMistakesInTheLog = 20;

std::string listed(const std::vector<policy::Mistake>& mistakes, std::size_t most) {
  std::string lines;
  for (std::size_t i = 0; i < std::min(most, mistakes.size()); ++i) lines += (i == 0 ? "" : "\n") + policy::to_text(mistakes[i]);
  if (mistakes.size() > most) lines += fmt::format("\n… and {} more", mistakes.size() - most);
  return lines;
}

}  // namespace

Result<std::unique_ptr<PolicyWatch>> PolicyWatch::start(std::string folder, Log& log, Settings settings) {
  PolicyFolder files{std::move(folder)};
  std::string seen = files.fingerprint();
  policy::Compiled compiled = compile_folder(files);
  if (!compiled.mistakes.empty()) {
    return Error{ErrorCode::kInvalid, "the policy has mistakes\n" + listed(compiled.mistakes, compiled.mistakes.size())};
  }
  return std::unique_ptr<PolicyWatch>{
      new PolicyWatch{std::move(files), std::move(seen), std::move(compiled.site), log, std::move(settings)}};
}

PolicyWatch::PolicyWatch(PolicyFolder folder, std::string seen, policy::Site first, Log& log, Settings settings)
    : folder_{std::move(folder)},
      seen_{std::move(seen)},
      log_{log},
      settings_{std::move(settings)},
      site_{std::make_shared<const policy::Site>(std::move(first))},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

void PolicyWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{mutex_};
      never_.wait_for(lock, stop, settings_.period, [] { return false; });
    }
    if (!stop.stop_requested()) look();
  }
}

void PolicyWatch::look() {
  std::string now = folder_.fingerprint();
  if (now == seen_) return;
  policy::Compiled compiled = compile_folder(folder_);
  if (folder_.fingerprint() != now) return;  // written to while it was read: half may be new. The next look sees it whole
  seen_ = std::move(now);
  take_over(std::move(compiled));
}

void PolicyWatch::take_over(policy::Compiled compiled) {
  up_to_date_ = compiled.mistakes.empty();
  if (!compiled.mistakes.empty()) {
    ++refused_;
    log_.error("policy refused, the last good one stays", {{"mistakes", listed(compiled.mistakes, kMistakesInTheLog)}});
    return;
  }
  ++reloads_;
  if (compiled.site.digest == site_.current()->digest) return;
  log_.info("policy reloaded", {{"digest", compiled.site.digest}});
  site_.publish(std::make_shared<const policy::Site>(std::move(compiled.site)));
  if (settings_.reloaded) settings_.reloaded();
}

}  // namespace tollgate::policy_files
