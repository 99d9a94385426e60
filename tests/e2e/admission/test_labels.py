"""Whose a pod is stays for its whole life: the four doors through which a pod's labels could be changed."""

import pytest

from objects import pod
from support import eventually


@pytest.fixture
def worker(vision, alice):
    """A pod that waits for a node, so that it can still be bound."""
    assert alice.create(pod(vision, schedulerName="nobody")).returncode == 0
    return "worker"


def refused(answer):
    return answer.returncode == 1 and "[immutable-labels] metadata.labels.team" in answer.stderr


def test_not_by_an_update_of_the_pod(vision, alice, worker):
    assert refused(alice.kubectl("label", "pod", worker, "-n", vision, "team=speech", "--overwrite", check=False))
    assert refused(alice.kubectl("label", "pod", worker, "-n", vision, "team-", check=False))
    assert "must not be added" in alice.kubectl("label", "pod", worker, "-n", vision, "job_type=", check=False).stderr
    assert alice.kubectl("label", "pod", worker, "-n", vision, "phase=two").returncode == 0


def test_not_by_an_update_of_its_status(vision, cluster, worker):
    patch = ["patch", "pod", worker, "-n", vision, "--subresource=status", "-p"]
    assert refused(cluster.kubectl(*patch, '{"metadata":{"labels":{"team":"speech"}}}', check=False))
    assert cluster.kubectl(*patch, '{"status":{"message":"hello"}}').returncode == 0


@pytest.mark.parametrize("door", ["pods/{}/binding", "bindings"])
def test_not_by_a_binding(vision, cluster, worker, door):
    binding = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": worker, "namespace": vision, "labels": {"team": "speech"}},
               "target": {"apiVersion": "v1", "kind": "Node", "name": "gpu-0"}}
    path = f"/api/v1/namespaces/{vision}/{door.format(worker)}"
    assert refused(cluster.kubectl("create", "--raw", path, "-f", "-", stdin=binding, check=False))


def test_not_while_the_pod_is_being_deleted(vision, cluster, worker):
    cluster.kubectl("patch", "pod", worker, "-n", vision, "-p", '{"metadata":{"finalizers":["example.com/hold"]}}')
    cluster.kubectl("delete", "pod", worker, "-n", vision, "--wait=false")
    assert refused(cluster.kubectl("label", "pod", worker, "-n", vision, "team=speech", "--overwrite", check=False))
    cluster.kubectl("patch", "pod", worker, "-n", vision, "-p", '{"metadata":{"finalizers":null}}')
    eventually(lambda: not cluster.list("pod", vision), "the pod to go once its finalizer is gone")
