"""What is in the cluster ends as it would have, although the policy that let it in is gone."""

import pytest

from objects import PRIVILEGED, job, pod
from support import eventually


@pytest.fixture
def old_job(vision, alice, cluster, pod_security):
    """A Job whose pod, not yet on a node, would be refused by now; `gate` is the label of a node that it waits for."""
    pod_security.put_at_work(mode="warn")
    assert alice.create(job(vision, "old", security=PRIVILEGED, nodeSelector={f"ready-for-{vision}": "yes"})).returncode == 0
    eventually(lambda: alice.list("pods", vision, "job-name=old"), "the job's pod")
    pod_security.put_at_work(mode="enforce")
    assert "[pod-security]" in alice.create(pod(vision, "new", security=PRIVILEGED)).stderr
    return "old"


def pods_of(client, namespace, name):
    return client.list("pods", namespace, f"job-name={name}")


def open_gate(cluster, namespace):
    cluster.kubectl("label", "node", "cpu-0", f"ready-for-{namespace}=yes")


def test_its_job_is_scheduled_runs_finishes_and_is_collected(vision, alice, cluster, old_job):
    assert pods_of(alice, vision, old_job)[0]["metadata"]["finalizers"] == ["batch.kubernetes.io/job-tracking"]
    open_gate(cluster, vision)
    alice.kubectl("wait", "--for=condition=complete", f"job/{old_job}", "-n", vision, "--timeout=60s")

    finished = pods_of(alice, vision, old_job)[0]
    assert finished["spec"]["nodeName"] == "cpu-0" and finished["status"]["phase"] == "Succeeded"
    eventually(lambda: "finalizers" not in pods_of(alice, vision, old_job)[0]["metadata"], "the job-controller takes its finalizer away")
    alice.kubectl("delete", "job", old_job, "-n", vision)
    eventually(lambda: pods_of(alice, vision, old_job) == [], "the job's pods are collected")


def test_its_job_cleans_up_after_itself(vision, alice, cluster, old_job):
    alice.kubectl("patch", "job", old_job, "-n", vision, "-p", '{"spec":{"ttlSecondsAfterFinished":0}}')
    open_gate(cluster, vision)
    eventually(lambda: alice.list("jobs", vision) == [] == pods_of(alice, vision, old_job), "the job and its pods are collected")


def test_its_pods_take_updates_that_add_no_problem(vision, alice, cluster, old_job):
    name = pods_of(alice, vision, old_job)[0]["metadata"]["name"]
    alice.kubectl("set", "image", f"pod/{name}", "main=registry.example.com/base/pytorch:3.0", "-n", vision)
    alice.kubectl("annotate", "pod", name, "note=hello", "-n", vision)
    cluster.kubectl("patch", "pod", name, "-n", vision, "--subresource=status", "-p", '{"status":{"message":"hello"}}')


def test_its_pods_can_be_deleted_and_their_finalizers_removed(vision, alice, cluster, old_job):
    name = pods_of(alice, vision, old_job)[0]["metadata"]["name"]
    cluster.kubectl("patch", "pod", name, "-n", vision, "-p", '{"metadata":{"finalizers":["example.com/hold"]}}')
    alice.kubectl("delete", "job", old_job, "-n", vision, "--wait=false")
    eventually(lambda: "deletionTimestamp" in pods_of(alice, vision, old_job)[0]["metadata"], "the pod is being deleted")
    cluster.kubectl("patch", "pod", name, "-n", vision, "-p", '{"metadata":{"finalizers":null}}')
    eventually(lambda: pods_of(alice, vision, old_job) == [], "the pod is gone")
