#include "core/policy/judging/stamp.h"

#include "core/policy/judging/subject.h"

namespace tollgate::policy {
namespace {

class Stamper {
 public:
  Stamper(const Door& door, const JudgedPod& judged, Decision& decision)
      : door_{door},
        keys_{door.site.platform.labels},
        judged_{judged},
        decision_{decision},
        labels_{labelled(keys_, *judged.pod)},
        before_{judged.old == nullptr ? Ownership{} : labelled(keys_, *judged.old)} {}

  void run() {
    put(keys_.team, labels_.team, door_.team->name);
    decision_.user = labels_.user.empty() ? stamp_user() : std::string{labels_.user};
    decision_.job_type = labels_.job_type.empty() ? stamp_job_type() : std::string{labels_.job_type};
  }

 private:
  // A caller who has no name here gets no label: /validate says why.
  std::string stamp_user() {
    if (!before_.user.empty()) return put(keys_.user, {}, before_.user);
    const Result<std::string> user = rightful_user(door_, *judged_.pod);
    return user.ok() ? put(keys_.user, {}, *user) : std::string{};
  }

  std::string stamp_job_type() {
    return put(keys_.job_type, {}, before_.job_type.empty() ? fitting_job_type(door_, *judged_.pod) : before_.job_type);
  }

  std::string put(const std::string& key, std::string_view present, std::string_view value) {
    if (!present.empty() || value.empty()) return std::string{value};
    decision_.edits.push_back({.base = std::string{judged_.base}, .edit = SetLabel{key, std::string{value}}});
    return std::string{value};
  }

  const Door& door_;
  const LabelKeys& keys_;
  const JudgedPod& judged_;
  Decision& decision_;
  Ownership labels_;
  Ownership before_;
};

}  // namespace

void stamp(const Door& door, Subject subject, Decision& decision) {
  if (door.team == nullptr) return;
  if (subject != Subject::kPodCreate && subject != Subject::kWorkload) return;
  for_each_pod(door.request, [&](const JudgedPod& judged) {
    const bool unchanged = judged.old != nullptr && *judged.old == *judged.pod;
    if (!unchanged) Stamper{door, judged, decision}.run();
  });
}

}  // namespace tollgate::policy
