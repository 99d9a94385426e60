#include "cli/policy/site.h"

#include <ostream>

#include "adapters/policy_files/policy_folder.h"
#include "cli/policy/diagnostics.h"

namespace tollgate::cli {

int with_site(const std::string& folder, std::ostream& err, const std::function<int(const policy::Site&)>& run) {
  policy_files::PolicyFolder files{folder};
  const policy::Compiled compiled = compile_folder(files);
  if (compiled.mistakes.empty()) return run(compiled.site);
  write_text({compiled.mistakes, {}}, err);
  return 2;
}

}  // namespace tollgate::cli
