#include "core/policy/judging/stamp.h"

namespace tollgate::policy {
namespace {

class Stamper {
 public:
  Stamper(const Door& door, const JudgedPod& judged, std::vector<PlacedEdit>& edits)
      : door_{door},
        keys_{door.site.platform.labels},
        judged_{judged},
        edits_{edits},
        labels_{labelled(keys_, *judged.pod)},
        before_{judged.old == nullptr ? Ownership{} : labelled(keys_, *judged.old)} {}

  Stamped run() {
    put(keys_.team, labels_.team, door_.team->name);
    return {.team = labels_.team.empty() ? std::string_view{door_.team->name} : labels_.team,
            .user = labels_.user.empty() ? stamp_user() : std::string{labels_.user},
            .job_type = labels_.job_type.empty() ? stamp_job_type() : std::string{labels_.job_type}};
  }

 private:
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
    edits_.push_back({.base = std::string{judged_.base}, .edit = SetLabel{key, std::string{value}}});
    return std::string{value};
  }

  const Door& door_;
  const LabelKeys& keys_;
  const JudgedPod& judged_;
  std::vector<PlacedEdit>& edits_;
  Ownership labels_;
  Ownership before_;
};

}  // namespace

Stamped stamp(const Door& door, const JudgedPod& judged, std::vector<PlacedEdit>& edits) {
  return Stamper{door, judged, edits}.run();
}

}  // namespace tollgate::policy
