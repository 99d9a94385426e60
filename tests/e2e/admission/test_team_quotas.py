"""What people see of their team's quota: the object, the command, and the denial."""

import datetime
import json
import re
import shutil

import policy
import pytest
from controller import Controller
from ledgers import CountedLedger, Ledger
from objects import UNSCHEDULED, pod
from processes import PROGRAMS
from support import TOP, eventually
from webhook import Replicas, in_place_of

ROOTS = ("research", "products", "teaching")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example policies for this file alone; team speech may use four GPUs."""
    folder = shutil.copytree(TOP / "policies", tmp_path_factory.mktemp("people") / "policies")
    limit(folder, 4)
    return folder


def limit(site, gpus):
    policy.edit(site, "Team", lambda team: team["spec"]["quota"].update(gpus=gpus, guaranteed=0), name="speech")


@pytest.fixture(scope="module")
def service_account(cluster):
    return lambda name: cluster.service_account("tollgate-system", name)


@pytest.fixture(scope="module")
def at_work(running_webhook, site, cluster, certificates, service_account, lab, tmp_path_factory):
    """A webhook with its ledgers at the API server, and the controller."""
    for root in ROOTS:
        Ledger(cluster, root).delete()
    replicas = Replicas(tmp_path_factory.mktemp("replicas"), site, certificates, service_account("tollgate-webhook"), count=1)
    controller = Controller(tmp_path_factory.mktemp("controller"), site, service_account("tollgate-controller"), lab.environment,
                            "--lease-duration", "3s", "--reservation-ttl", "5s")
    with in_place_of(running_webhook, replicas, cluster):
        try:
            controller.start()
            eventually(CountedLedger(cluster, "research").grants, "the ledger grants", seconds=60)
            eventually(lambda: shown(cluster, "speech").get("used") == "0", "the team's quota is shown", seconds=60)
            yield
        finally:
            controller.stop()
    for root in ROOTS:
        Ledger(cluster, root).delete()


@pytest.fixture
def speech(at_work, cluster):
    name = cluster.new_namespace("speech")
    yield name
    cluster.throw_away(name)


def shown(client, team):
    """The status of the team's object; empty when there is none."""
    found = client.kubectl("get", "teamquota", team, "-o", "json", check=False)
    return json.loads(found.stdout)["status"] if found.returncode == 0 else {}


def holder(namespace, name, gpus):
    """A pod that stays as it is and ends an hour after its start."""
    thing = pod(namespace, name, labels={"job_type": "training"}, gpus=gpus, **UNSCHEDULED)
    thing["spec"]["activeDeadlineSeconds"] = 3600
    return thing


def begin(cluster, namespace, name):
    started = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    cluster.kubectl("patch", "pod", name, "-n", namespace, "--subresource=status", "-p", json.dumps({"status": {"startTime": started.isoformat()}}))


def tollgate(lab, client, *arguments):
    return lab.run(PROGRAMS / "tollgate", "quota", "--kubeconfig", client.kubeconfig, *arguments, check=False)


def test_a_member_sees_the_own_team_and_no_other(at_work, erin):
    eventually(lambda: shown(erin, "speech"), "members are let in")
    table = erin.kubectl("get", "tq", "speech").stdout.split("\n")
    assert table[0].split() == ["NAME", "USED", "LIMIT", "RESERVED", "GUARANTEED", "FREE", "WAITING", "AGE"]
    assert table[1].split()[:3] == ["speech", "0", "4"]
    for forbidden in (["get", "tq", "vision"], ["get", "tq"], ["delete", "tq", "speech"]):
        refused = erin.kubectl(*forbidden, check=False)
        assert refused.returncode == 1
        assert "(Forbidden)" in refused.stderr


def test_the_command_shows_a_tree_to_admins_and_a_team_to_its_members(at_work, lab, cluster, erin):
    eventually(lambda: shown(erin, "speech"), "members are let in")
    tree = tollgate(lab, cluster)
    assert tree.returncode == 0
    assert re.search(r"^research +0 +128.*\n(  \S.*\n)*  speech +0 +4 ", tree.stdout, re.MULTILINE)
    own = tollgate(lab, erin, "speech")
    assert own.returncode == 0
    assert own.stdout.startswith("team speech of research: used 0 of 4 GPU (0 reserved), guaranteed 0, free 4\n")
    assert json.loads(tollgate(lab, erin, "speech", "-o", "json").stdout)["status"]["limit"] == "4"
    for arguments, said in (["vision"], "only its members and the platform's admins may"), ([], "ask for one team: tollgate quota TEAM"):
        refused = tollgate(lab, erin, *arguments)
        assert refused.returncode == 3
        assert said in refused.stderr
    assert tollgate(lab, cluster, "nobody").returncode == 2


def test_a_refusal_names_who_holds_the_gpus_and_when_they_come_back(speech, cluster, erin):
    eventually(lambda: erin.create(holder(speech, "first", 4)).returncode == 0, "the quota is free")
    begin(cluster, speech, "first")
    eventually(lambda: shown(cluster, "speech").get("returning") and shown(cluster, "speech")["reserved"] == "0", "the end is known")
    quota = shown(cluster, "speech")
    assert (quota["used"], quota["free"]) == ("4", "0")
    assert [(h["namespace"], h["name"], h["user"], h["jobType"], h["gpus"]) for h in quota["holders"]] == [(speech, "first", "erin", "training", "4")]
    time = r"([0-9-]+ )?\d\d:\d\d UTC"
    told = rf"used 4, limit 4, free 0\. Largest holders: first \(erin, 4, until {time}\)\. Fits at about {time}\. Fix: wait until GPUs are given back"
    eventually(lambda: re.search(told, erin.create(holder(speech, "second", 1)).stderr), "the refusal says who and until when")


def test_a_limit_below_what_is_held_is_said(speech, site, cluster, erin):
    eventually(lambda: erin.create(holder(speech, "first", 4)).returncode == 0, "the quota is free")
    eventually(lambda: shown(cluster, "speech")["used"] == "4", "the pod is counted")
    try:
        limit(site, 2)
        eventually(lambda: shown(cluster, "speech").get("overLimit"), "it says so")
        assert shown(cluster, "speech")["free"] == "0"
        eventually(lambda: "limit 2, over it by 2." in erin.create(holder(speech, "second", 1)).stderr, "so does the refusal")
        assert erin.get("pod", "first", speech)["metadata"]["name"] == "first"
    finally:
        limit(site, 4)
        eventually(lambda: shown(cluster, "speech")["limit"] == "4", "the limit is as it was")


def test_what_somebody_removes_or_changes_comes_back(at_work, cluster, erin):
    cluster.kubectl("delete", "clusterrole", "tollgate:team-quota:speech")
    cluster.kubectl("delete", "tq", "speech")
    eventually(lambda: shown(erin, "speech"), "the object and the right to see it are there again", seconds=60)


def test_a_team_that_is_gone_is_shown_no_more(at_work, site, cluster):
    file = site / "teams/search.yaml"
    text = file.read_text()
    assert shown(cluster, "search")
    try:
        file.unlink()
        eventually(lambda: not shown(cluster, "search"), "the object is gone", seconds=60)
        eventually(lambda: cluster.kubectl("get", "clusterrole", "tollgate:team-quota:search", check=False).returncode == 1, "so is the role")
    finally:
        file.write_text(text)
        eventually(lambda: shown(cluster, "search"), "the team is back", seconds=60)
