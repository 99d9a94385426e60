#include "tests/model/quota/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <thread>

namespace tollgate::model_test {
namespace {

constexpr const char* kUsage = "quota_model [--runs N] [--steps N] [--seed N] [--ablation NAME] [--trace] [--threads N]\n";

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool set_ablation(std::string_view name, Request& request) {
  const auto found = std::ranges::find(kAblations, name, &AblationName::name);
  if (found == kAblations.end()) return false;
  request.campaign.settings.ablation = found->ablation;
  request.all = false;
  return true;
}

bool set_number(std::string_view flag, std::uint64_t number, Request& request) {
  Campaign& campaign = request.campaign;
  if (flag == "--runs") return campaign.runs = number, true;
  if (flag == "--steps") return campaign.settings.steps = static_cast<int>(number), true;
  if (flag == "--threads") return campaign.threads = static_cast<unsigned>(number), true;
  if (flag != "--seed") return false;
  campaign.first_seed = number;
  campaign.runs = 1;
  request.all = false;
  return true;
}

std::string broken_at(const Outcome& outcome) {
  return fmt::format("seed {}, step {}: {}", outcome.seed, outcome.step, outcome.problem);
}

bool report_protocol(const Campaign& campaign) {
  const Outcome outcome = play(campaign);
  fmt::print("{}", outcome.counts.to_text());
  if (outcome.broken == 0) return true;
  fmt::print("FAILED: {} of {} runs broke; {}; again: quota_model --seed {} --trace\n", outcome.broken, outcome.counts.runs,
             broken_at(outcome), outcome.seed);
  return false;
}

bool report_ablation(const AblationName& ablation, Campaign campaign) {
  campaign.settings.ablation = ablation.ablation;
  campaign.runs = runs_of(ablation.ablation);
  const Outcome outcome = play(campaign);
  fmt::print("  {:<28} {:>4} of {} runs broke; {}\n", ablation.name, outcome.broken, campaign.runs, broken_at(outcome));
  if (outcome.broken == 0) fmt::print("FAILED: without {} nothing broke\n", ablation.name);
  return outcome.broken > 0;
}

}  // namespace

std::optional<Request> read_arguments(int argc, char** argv) {
  Request request;
  request.campaign.threads = std::max(1U, std::thread::hardware_concurrency());
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    if (flag == "--trace") {
      request.campaign.settings.trace = true;
      continue;
    }
    const auto number = number_in(value);
    const bool known = flag == "--ablation" ? set_ablation(value, request) : number && set_number(flag, *number, request);
    if (!known) return fmt::print(stderr, "{}", kUsage), std::nullopt;
    ++i;
  }
  return request;
}

bool report(const Request& request) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (!report_protocol(request.campaign)) return false;
  bool all = true;
  if (request.all) {
    for (const AblationName& ablation : kAblations) all = report_ablation(ablation, request.campaign) && all;
  }
  if (all) fmt::print("ok: never over a limit, never uncounted, all promises ended\n");
  return all;
}

// It takes a ledger that was forced away while much was promised in it.
std::uint64_t runs_of(Ablation ablation) { return ablation == Ablation::kGrantsAtOnce ? 400 : 100; }

}  // namespace tollgate::model_test
