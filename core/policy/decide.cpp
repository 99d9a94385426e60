#include "core/policy/decide.h"

#include <algorithm>
#include <span>

#include "core/policy/judging/findings.h"
#include "core/policy/judging/matcher.h"
#include "core/policy/judging/stamp.h"
#include "core/policy/judging/subject.h"

namespace tollgate::policy {
namespace {

const Labels kNoLabels;

const Labels& labels_of_namespace(const ClusterView& cluster, std::string_view name) {
  const NamespaceView* found = cluster.find_namespace(name);
  return found == nullptr ? kNoLabels : found->labels;
}

const TrustedController* find_trusted(const Platform& platform, std::string_view caller) {
  const auto found = std::ranges::find(platform.trusted_controllers, caller, &TrustedController::name);
  return found == platform.trusted_controllers.end() ? nullptr : &*found;
}

// Judges one pod by the instances that apply to it.
class Judge {
 public:
  Judge(const Door& door, Subject subject, const JudgedPod& judged, std::vector<Problem>& problems)
      : subject_{subject}, facts_{door, subject, *judged.pod, judged.base}, problems_{problems} {
    if (judged.old != nullptr) before_.emplace(door, subject, *judged.old, judged.base);
  }

  [[nodiscard]] const Facts& facts() const { return facts_; }

  // `instances` are in rule table order; a default rule steps back for a request that a PodPolicy of its rule matches.
  // Nothing may keep what is going away, since its finalizers are removed by updates: few rules judge that.
  void run(std::span<const PolicyInstance* const> instances) {
    while (!instances.empty()) {
      const RuleKind* rule = instances.front()->rule;
      const auto other = std::ranges::find_if(instances, [&](const PolicyInstance* i) { return i->rule != rule; });
      const auto same = static_cast<std::size_t>(other - instances.begin());
      if (rule->subjects.has(subject_) && (!facts_.door().deleting || rule->judges_deleting)) run_rule(instances.first(same));
      instances = instances.subspan(same);
    }
  }

 private:
  void run_rule(std::span<const PolicyInstance* const> instances) {
    const PolicyInstance* fallback = nullptr;
    bool judged = false;
    for (const PolicyInstance* instance : instances) {
      if (instance->is_default()) {
        fallback = instance;
      } else if (applies(*instance, facts_)) {
        judged = true;
        check(*instance);
      }
    }
    if (fallback != nullptr && !judged) check(*fallback);
  }

  void check(const PolicyInstance& instance) {
    const std::size_t known = problems_.size();
    Findings findings{instance, facts_, Detail::kFull, problems_};
    instance.check(facts_, findings);
    if (before_ && problems_.size() > known) forget_what_was_there(instance, known);
  }

  void forget_what_was_there(const PolicyInstance& instance, std::size_t known) {
    std::vector<Problem> old;
    Findings findings{instance, *before_, Detail::kIdentity, old};
    instance.check(*before_, findings);
    const auto was_there = [&](const Problem& problem) {
      return std::ranges::any_of(old, [&](const Problem& o) { return o.same_as(problem); });
    };
    const auto first = problems_.begin() + static_cast<std::ptrdiff_t>(known);
    problems_.erase(std::remove_if(first, problems_.end(), was_there), problems_.end());
  }

  Subject subject_;
  Facts facts_;
  std::optional<Facts> before_;
  std::vector<Problem>& problems_;
};

void settle(Decision& decision) {
  std::ranges::stable_sort(decision.problems, {}, &Problem::mode);
  for (const Problem& problem : decision.problems) {
    if (problem.mode == Mode::kWarn) decision.warnings.push_back(warning_text(problem));
  }
  if (decision.problems.empty() || decision.problems.front().mode != Mode::kEnforce) return;
  decision.allowed = false;
  decision.code = 403;
}

void judge(const Door& door, Subject subject, Decision& decision) {
  const std::string_view team = door.team == nullptr ? std::string_view{} : door.team->name;
  const std::vector<const PolicyInstance*> instances = door.site.policies.concerning(door.request.namespace_name, team);
  for_each_pod(door.request, [&](const JudgedPod& judged) {
    Judge one{door, subject, judged, decision.problems};
    one.run(instances);
    decision.user = one.facts().user();
    decision.job_type = one.facts().job_type();
  });
  settle(decision);
}

bool is_deleting(const model::AdmissionRequest& request) {
  const model::Metadata* old = old_metadata(request);
  return old != nullptr && old->deleting;
}

bool lacks_its_pod(Subject subject, const model::AdmissionRequest& request) {
  return subject != Subject::kWorkload && subject != Subject::kNamespace && !std::holds_alternative<model::Pod>(request.object);
}

Decision without_its_pod() {
  Decision decision{.allowed = false, .code = 422};
  Problem& problem = decision.problems.emplace_back();
  problem.policy = problem.rule = "request";
  problem.check = "object";
  problem.text = "the request carries no pod to judge";
  return decision;
}

}  // namespace

Decision decide(const Site& site, const ClusterView& cluster, const model::AdmissionRequest& request, Phase phase,
                [[maybe_unused]] Instant now) {
  const std::optional<Subject> subject = subject_of(request);
  if (!subject || site.is_infrastructure(request.namespace_name)) return {};
  if (lacks_its_pod(*subject, request)) return without_its_pod();

  const Labels& namespace_labels = labels_of_namespace(cluster, request.namespace_name);
  const Door door{.site = site,
                  .request = request,
                  .namespace_labels = namespace_labels,
                  .team = site.team_of(request.namespace_name, namespace_labels),
                  .trusted = find_trusted(site.platform, request.caller.username),
                  .deleting = is_deleting(request)};
  Decision decision;
  if (door.team != nullptr) decision.team = door.team->name;
  if (phase == Phase::kMutate) {
    if (!door.deleting) stamp(door, *subject, decision);
  } else {
    judge(door, *subject, decision);
  }
  return decision;
}

}  // namespace tollgate::policy
