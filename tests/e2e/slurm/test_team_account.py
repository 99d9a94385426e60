"""A team's namespace becomes a Slurm account: in the database, in what slurmctld enforces, and for a real job."""

import policy
import pytest
from controller import UNIX_USER, Controller, Slurm, point_at_lab
from processes import PROGRAMS
from support import TOP, eventually


@pytest.fixture(scope="module")
def slurm(lab):
    return Slurm(lab)


@pytest.fixture(scope="module")
def site(lab, cluster, policies, tmp_path_factory):
    """The policy with the lab's Slurm, and the namespace whose team gets an account."""
    point_at_lab(policies, lab, tmp_path_factory.mktemp("slurm"))
    cluster.kubectl("create", "namespace", "vision")
    return policies


def plan(lab, site, cluster):
    return lab.run(PROGRAMS / "tollgate", "plan", "--policies", site, "--kubeconfig", cluster.kubeconfig, check=False)


@pytest.fixture(scope="module")
def first_plan(lab, site, cluster):
    return plan(lab, site, cluster)


@pytest.fixture(scope="module")
def controller(lab, site, cluster, first_plan, tmp_path_factory):
    program = Controller(tmp_path_factory.mktemp("controller"), site, cluster.service_account("tollgate-system", "tollgate-controller"), lab.environment)
    try:
        program.start()
        yield program
    finally:
        program.stop()


@pytest.fixture(scope="module")
def minutes(site):
    """The GPU minutes that team vision's budget comes to, at the one price of the site's that holds for good."""
    budget = policy.document(site, "Team", "vision")["spec"]["budget"]
    price = next(p for p in policy.document(site, "PriceBook")["spec"]["prices"] if not p.get("to"))
    assert budget["amount"] / price["onDemand"] < budget["gpuHours"], "the money is spent before the hours are"
    return int(budget["amount"] * 60 / price["onDemand"])


@pytest.fixture
def vision(controller, slurm, site):
    """Team vision's limits, once its account is there."""
    eventually(lambda: slurm.account("vision"), "the account of team vision")
    return policy.document(site, "Team", "vision")["spec"]


def test_the_plan_says_what_the_controller_will_do(first_plan, slurm):
    assert first_plan.returncode == 1
    assert "vision" in first_plan.stdout and UNIX_USER in first_plan.stdout


def test_slurmdbd_holds_the_accounts_limits(vision, slurm, minutes):
    def settled():
        account = slurm.account("vision")
        return account["grptresmins"] and account

    account = eventually(settled, "the limits of account vision")
    assert account["grptres"] == f"gres/gpu={vision['slurm']['limits']['gpus']}"
    assert account["grptresmins"] == f"gres/gpu={minutes}"


def test_slurmctld_enforces_them(vision, slurm, minutes):
    eventually(lambda: f"gres/gpu={vision['slurm']['limits']['gpus']}(" in slurm.in_force("vision"), "slurmctld's limit for account vision")
    assert f"gres/gpu={minutes}(" in slurm.in_force("vision")


def test_the_members_may_charge_the_account(vision, slurm):
    expected = {*vision["members"].get("admins", []), *vision["members"]["users"]}
    eventually(lambda: slurm.members("vision") == expected, f"the members {expected}")


def test_a_real_job_over_the_limit_waits_with_slurms_reason(vision, slurm):
    eventually(lambda: UNIX_USER in slurm.members("vision"), "the Unix user's membership")
    limits = vision["slurm"]["limits"]
    allowed = min(limits["gpus"], limits.get("gpusPerUser", limits["gpus"]))
    jobs = [slurm.submit("vision", allowed // 16, 16)]
    try:
        eventually(lambda: slurm.state(jobs[0]) == "RUNNING/None", "a job up to the limit runs")
        jobs.append(slurm.submit("vision", 1, 1))
        eventually(lambda: slurm.state(jobs[1]) == "PENDING/AssocGrpGRES", "a job over the limit waits")
    finally:
        slurm.cancel(*jobs)


def test_the_namespace_carries_its_team(vision, cluster):
    eventually(lambda: cluster.get("namespace", "vision", "")["metadata"]["labels"].get("tollgate.dev/team") == "vision", "the team label")


def test_afterwards_there_is_nothing_to_do_and_nothing_is_written(lab, vision, controller, slurm, site, cluster):
    eventually(lambda: plan(lab, site, cluster).returncode == 0, "an empty plan")
    written, changes, passes = slurm.transactions(), controller.count("tollgate_slurm_changes_total"), controller.count("tollgate_controller_passes_total")
    eventually(lambda: controller.count("tollgate_controller_passes_total") >= passes + 6, "more passes")
    assert controller.count("tollgate_slurm_changes_total") == changes
    assert slurm.transactions() == written


def test_a_drift_is_repaired(lab, vision, slurm):
    lab.run("sacctmgr", "-i", "modify", "account", "vision", "set", "GrpTRES=gres/gpu=9999")
    wanted = f"gres/gpu={vision['slurm']['limits']['gpus']}"
    eventually(lambda: slurm.account("vision")["grptres"] == wanted, "the limit of account vision is back", seconds=120)


def test_what_was_asked_while_slurm_was_away_is_made_when_it_is_back(lab, vision, slurm, cluster):
    slurmlab = TOP / "tests/lab/slurm/slurmlab.sh"
    lab.run(slurmlab, "stop-one", "slurmrestd")
    try:
        cluster.kubectl("create", "namespace", "speech")
    finally:
        lab.run(slurmlab, "start-one", "slurmrestd")
    eventually(lambda: slurm.account("speech"), "the account of team speech", seconds=120)
