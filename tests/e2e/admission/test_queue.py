"""Pods that wait for quota: behind a gate and in a line, let in by the controller and by nobody else."""

import json
import shutil

import pytest

import policy
from controller import Controller
from ledgers import Ledger
from objects import UNSCHEDULED, job, pod
from support import TOP, eventually
from webhook import Replicas, in_place_of

ROOTS = ("research", "products", "teaching")
QUEUE = {"onQuota": "queue"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example policies for this file alone: experiments wait, nightly work goes before them, swarms start together; speech has eight GPUs."""
    folder = shutil.copytree(TOP / "policies", tmp_path_factory.mktemp("queue") / "policies")
    policy.edit(folder, "Platform", lambda d: d["spec"]["jobTypes"].update(
        experiment={"tier": "low", **QUEUE}, nightly={"tier": "normal", **QUEUE}, swarm={"tier": "low", "gang": True, **QUEUE}))
    policy.edit(folder, "Team", lambda d: d["spec"].update(quota={"gpus": 8}), name="speech")
    return folder


@pytest.fixture(scope="module")
def controller(running_webhook, site, cluster, certificates, lab, tmp_path_factory):
    """A webhook with ledgers at the API server and a controller, for this file."""
    for root in ROOTS:
        Ledger(cluster, root).delete()
    hooks = Replicas(tmp_path_factory.mktemp("replicas"), site, certificates, cluster.service_account("tollgate-system", "tollgate-webhook"), count=1)
    folder = tmp_path_factory.mktemp("controller")
    leader = Controller(folder, site, cluster.service_account("tollgate-system", "tollgate-controller"), lab.environment,
                        "--lease-duration", "3s", "--reservation-ttl", "5s")
    with in_place_of(running_webhook, hooks, cluster):
        try:
            leader.start()
            eventually(lambda: leader.count("tollgate_quota_grants", root="research") == 1, "the ledger grants", seconds=60)
            yield leader
        finally:
            leader.stop()
    for root in ROOTS:
        Ledger(cluster, root).delete()


@pytest.fixture
def speech(controller, cluster):
    name = cluster.new_namespace("speech")
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")
    eventually(lambda: cluster.list("pods", name) == [], "the pods are gone", seconds=60)


def work(namespace, name, gpus, job_type="experiment"):
    return pod(namespace, name, labels={"job_type": job_type}, gpus=gpus, **UNSCHEDULED)


def waits(client, namespace, name):
    gates = client.get("pod", name, namespace)["spec"].get("schedulingGates", [])
    return {"name": "tollgate.dev/quota"} in gates


def is_let_in(client, namespace, name):
    return lambda: not waits(client, namespace, name)


def describes(client, namespace, name, text):
    return lambda: text in client.kubectl("describe", "pod", name, "-n", namespace).stdout


def end(cluster, namespace, name):
    cluster.kubectl("patch", "pod", name, "-n", namespace, "--subresource=status", "-p", json.dumps({"status": {"phase": "Succeeded"}}))


def test_a_pod_waits_while_the_quota_is_full_tells_why_and_is_let_in_when_another_ends(speech, erin, cluster):
    assert erin.create(work(speech, "first", 8)).returncode == 0
    eventually(is_let_in(erin, speech, "first"), "the first is let in")
    assert erin.create(work(speech, "second", 4)).returncode == 0
    assert erin.create(work(speech, "third", 6)).returncode == 0
    eventually(describes(erin, speech, "second", "place 1 of 2 in the queue of research: needs 4 GPU, team speech has 0 of 8 free"), "it tells why")
    eventually(describes(erin, speech, "third", f"place 2 of 2 in the queue of research: behind {speech}/second, for the quota of team speech"), "it tells why")
    assert waits(erin, speech, "second") and waits(erin, speech, "third")
    end(cluster, speech, "first")
    eventually(is_let_in(erin, speech, "second"), "the next is let in")
    assert waits(erin, speech, "third")
    eventually(describes(erin, speech, "third", "needs 6 GPU, team speech has 4 of 8 free"), "the last tells his new place", seconds=30)
    assert "tollgate.dev/waiting" not in erin.get("pod", "second", speech)["metadata"].get("annotations", {})


def test_a_higher_tier_goes_first(speech, erin, cluster):
    assert erin.create(work(speech, "first", 8)).returncode == 0
    eventually(is_let_in(erin, speech, "first"), "the first is let in")
    assert erin.create(work(speech, "low", 8)).returncode == 0
    assert erin.create(work(speech, "normal", 8, "nightly")).returncode == 0
    eventually(describes(erin, speech, "low", "place 2 of 2"), "both are in the line", seconds=30)
    end(cluster, speech, "first")
    eventually(is_let_in(erin, speech, "normal"), "the higher tier is let in")
    assert waits(erin, speech, "low")


def test_nobody_else_lets_a_pod_in(speech, erin, cluster):
    assert erin.create(work(speech, "first", 8)).returncode == 0
    eventually(is_let_in(erin, speech, "first"), "the first is let in")
    assert erin.create(work(speech, "second", 8)).returncode == 0
    for client in (erin, cluster):
        refused = client.kubectl("patch", "pod", "second", "-n", speech, "--type=json", "-p",
                                 '[{"op":"remove","path":"/spec/schedulingGates"}]', check=False)
        assert refused.returncode == 1
        assert "[quota-gate] spec.schedulingGates must keep tollgate.dev/quota" in refused.stderr
    assert waits(erin, speech, "second")


def test_what_can_never_fit_is_refused_at_once(speech, erin):
    refused = erin.create(work(speech, "first", 9))
    assert refused.returncode == 1
    assert "exceeded quota: team speech requested 9 GPU, used 0, limit 8" in refused.stderr


def gang(namespace, name):
    thing = job(namespace, name, labels={"job_type": "swarm"}, gpus=2, **UNSCHEDULED)
    thing["spec"].update(parallelism=4, completions=4)
    return thing


def test_of_two_jobs_that_only_fit_one_after_the_other_one_starts_whole_and_then_the_other(speech, erin, cluster):
    for name in ("one", "two"):
        assert erin.create(gang(speech, name)).returncode == 0

    def started(name):
        pods = erin.list("pods", speech, f"job-name={name}")
        return [p for p in pods if not p["spec"].get("schedulingGates") and p.get("status", {}).get("phase") != "Succeeded"]

    def halves():
        return [name for name in ("one", "two") if len(started(name)) not in (0, 4)]

    eventually(lambda: sorted(len(started(name)) for name in ("one", "two")) == [0, 4], "one of them starts whole", seconds=60)
    first, second = sorted(("one", "two"), key=lambda name: -len(started(name)))
    eventually(lambda: any("needs 8 GPU" in p["metadata"]["annotations"].get("tollgate.dev/waiting", "")
                           for p in erin.list("pods", speech, f"job-name={second}")), "the other tells what it needs", seconds=30)
    for each in started(first):
        assert len(started(second)) == 0
        end(cluster, speech, each["metadata"]["name"])
    eventually(lambda: len(started(second)) == 4, "then the other starts whole", seconds=60)
    assert halves() == []
