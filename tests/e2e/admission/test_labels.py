"""Whose a pod is stays for its whole life: the four doors through which a pod's labels could be changed."""

import json

import pytest

from objects import UNSCHEDULED, binding, pod
from support import eventually

STOLEN = [("team", "speech"), ("user", "bob"), ("job_type", "inference")]


@pytest.fixture
def worker(vision, alice):
    """A pod that waits for a node, so that it can still be bound."""
    assert alice.create(pod(vision, labels={"job_type": "training"}, **UNSCHEDULED)).returncode == 0
    return "worker"


def refused(answer, label="team"):
    return answer.returncode == 1 and f"[immutable-labels] metadata.labels.{label}" in answer.stderr


@pytest.mark.parametrize(("label", "value"), STOLEN)
def test_not_by_an_update_of_the_pod(vision, alice, worker, label, value):
    assert refused(alice.kubectl("label", "pod", worker, "-n", vision, f"{label}={value}", "--overwrite", check=False), label)
    assert refused(alice.kubectl("label", "pod", worker, "-n", vision, f"{label}-", check=False), label)


def test_not_by_adding_one_later(vision, alice):
    alice.create(pod(vision))
    assert "must not be added" in alice.kubectl("label", "pod", "worker", "-n", vision, "job_type=", check=False).stderr


def test_not_by_server_side_apply_or_replace(vision, alice, worker):
    stolen = {**pod(vision, worker, labels={"team": "speech"}), "spec": alice.get("pod", worker, vision)["spec"]}
    assert refused(alice.kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", stdin=stolen, check=False))
    assert refused(alice.kubectl("replace", "-f", "-", stdin=stolen, check=False))


@pytest.mark.parametrize(("label", "value"), STOLEN)
def test_not_by_an_update_of_its_status(vision, cluster, worker, label, value):
    patch = ["patch", "pod", worker, "-n", vision, "--subresource=status", "-p"]
    assert refused(cluster.kubectl(*patch, json.dumps({"metadata": {"labels": {label: value}}}), check=False), label)
    assert refused(cluster.kubectl(*patch, json.dumps({"metadata": {"labels": {label: None}}}), check=False), label)


@pytest.mark.parametrize(("label", "value"), STOLEN)
@pytest.mark.parametrize("door", ["pods/{}/binding", "bindings"])
def test_not_by_a_binding(vision, cluster, worker, door, label, value):
    path = f"/api/v1/namespaces/{vision}/{door.format(worker)}"
    answer = cluster.kubectl("create", "--raw", path, "-f", "-", stdin=binding(vision, worker, "cpu-0", {label: value}), check=False)
    assert refused(answer, label)
    assert "nodeName" not in cluster.get("pod", worker, vision)["spec"]


def test_every_other_label_is_free_at_all_of_them(vision, alice, cluster, worker):
    alice.kubectl("label", "pod", worker, "-n", vision, "phase=two")
    cluster.kubectl("patch", "pod", worker, "-n", vision, "--subresource=status", "-p", '{"metadata":{"labels":{"phase":"three"}}}')
    path = f"/api/v1/namespaces/{vision}/pods/{worker}/binding"
    cluster.kubectl("create", "--raw", path, "-f", "-", stdin=binding(vision, worker, "cpu-0", {"zone": "a"}))
    bound = alice.get("pod", worker, vision)
    assert bound["spec"]["nodeName"] == "cpu-0" and bound["metadata"]["labels"].items() >= {"phase": "three", "team": "vision"}.items()


def test_not_while_the_pod_is_being_deleted(vision, cluster, worker):
    cluster.kubectl("patch", "pod", worker, "-n", vision, "-p", '{"metadata":{"finalizers":["example.com/hold"]}}')
    cluster.kubectl("delete", "pod", worker, "-n", vision, "--wait=false")
    assert refused(cluster.kubectl("label", "pod", worker, "-n", vision, "team=speech", "--overwrite", check=False))
    cluster.kubectl("patch", "pod", worker, "-n", vision, "-p", '{"metadata":{"finalizers":null}}')
    eventually(lambda: not cluster.list("pod", vision), "the pod to go once its finalizer is gone")
