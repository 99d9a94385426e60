"""A policy folder far larger than a real site's: the example policies, and many teams and rules beside them."""

import pathlib
import shutil

from servers import TOP

TEAMS, NAMESPACES_OF_A_TEAM, MEMBERS, POLICIES_A_FILE = 200, 25, 50, 20
TEAM, USER, NAMESPACE = "team-100", "user-100-02", "team-100-2"
ENVELOPE = "apiVersion: tollgate.dev/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n"


def listed(names):
    return "[" + ", ".join(names) + "]"


def team(number):
    name = f"team-{number:03}"
    return ENVELOPE.format(kind="Team", name=name) + f"""\
  parent: research
  namespaces: {listed([f"{name}-{place}" for place in range(NAMESPACES_OF_A_TEAM)] + [f'"{name}-dev-*"'])}
  jobTypes: [training, interactive, experiment]
  members:
    admins: [lead-{number:03}]
    users: {listed(f"user-{number:03}-{member:02}" for member in range(MEMBERS))}
    groups: ["oidc:{name}"]
"""


def policy(number):
    """A warning for five namespaces of one team, as special cases pile up over the years. Of 1,000 five concern TEAM's NAMESPACE."""
    name = f"team-{number % TEAMS:03}"
    first = number // (5 * TEAMS) * 5 % NAMESPACES_OF_A_TEAM
    return ENVELOPE.format(kind="PodPolicy", name=f"{name}-hardening-{number:05}") + f"""\
  rule: pod-security
  mode: warn
  match:
    namespaces: {listed(f"{name}-{first + place}" for place in range(5))}
    kinds: [Pod]
    operations: [CREATE, UPDATE]
  exclude:
    - users: [user-{number % TEAMS:03}-00, user-{number % TEAMS:03}-01]
      labels: {{tollgate.example.com/purpose: [debugging]}}
  params:
    level: baseline
    version: latest
  message: Rule {number} of the hardening plan. The wiki tells what to do.
"""


def write(folder, policies):
    """Returns a file of the folder that holds rules."""
    shutil.copytree(TOP / "policies", folder, ignore=shutil.ignore_patterns("tests"))
    for number in range(TEAMS):
        (folder / f"teams/team-{number:03}.yaml").write_text(team(number))
    some = pathlib.Path()
    for first in range(0, policies, POLICIES_A_FILE):
        some = folder / f"rules/hardening-{first:05}.yaml"
        some.write_text("---\n".join(map(policy, range(first, min(first + POLICIES_A_FILE, policies)))))
    return some
