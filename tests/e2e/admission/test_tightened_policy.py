"""What is in the cluster ends as it would have, although the policy that let it in is gone."""

import policy
import pytest

from objects import PRIVILEGED, job, pod
from support import eventually


JOBS = ["collected", "expiring", "updated", "held"]


@pytest.fixture(scope="module")
def namespace(cluster, running_webhook, policies):
    """With Jobs whose pods, not yet on a node, would be refused by now; each waits for a node with its own name on it."""
    name, alice = cluster.new_namespace("vision"), cluster.member("alice")
    with policy.edited(policies / "rules/pod-security.yaml", running_webhook, cluster) as pod_security:
        pod_security.put_at_work(mode="warn")
        for old in JOBS:
            assert alice.create(job(name, old, security=PRIVILEGED, nodeSelector={f"for-{old}-of-{name}": "yes"})).returncode == 0
        eventually(lambda: len(alice.list("pods", name)) == len(JOBS), "the jobs' pods")
    assert "[pod-security]" in alice.create(pod(name, "new", security=PRIVILEGED)).stderr
    yield name
    cluster.core.delete_namespace(name)


def pods_of(client, namespace, name):
    return client.list("pods", namespace, f"job-name={name}")


def give_a_node(cluster, namespace, name):
    cluster.kubectl("label", "node", "cpu-0", f"for-{name}-of-{namespace}=yes")


def test_its_job_is_scheduled_runs_finishes_and_is_collected(namespace, alice, cluster):
    assert pods_of(alice, namespace, "collected")[0]["metadata"]["finalizers"] == ["batch.kubernetes.io/job-tracking"]
    give_a_node(cluster, namespace, "collected")
    alice.kubectl("wait", "--for=condition=complete", "job/collected", "-n", namespace, "--timeout=60s")

    finished = pods_of(alice, namespace, "collected")[0]
    assert finished["spec"]["nodeName"] == "cpu-0" and finished["status"]["phase"] == "Succeeded"
    assert "finalizers" not in finished["metadata"]
    alice.kubectl("delete", "job", "collected", "-n", namespace)
    eventually(lambda: pods_of(alice, namespace, "collected") == [], "the job's pods are collected")


def test_its_job_cleans_up_after_itself(namespace, alice, cluster):
    alice.kubectl("patch", "job", "expiring", "-n", namespace, "-p", '{"spec":{"ttlSecondsAfterFinished":0}}')
    give_a_node(cluster, namespace, "expiring")
    eventually(lambda: "expiring" not in {j["metadata"]["name"] for j in alice.list("jobs", namespace)}, "the job is collected")
    eventually(lambda: pods_of(alice, namespace, "expiring") == [], "the job's pods are collected")


def test_its_pods_take_updates_that_add_no_problem(namespace, alice, cluster):
    name = pods_of(alice, namespace, "updated")[0]["metadata"]["name"]
    alice.kubectl("set", "image", f"pod/{name}", "main=registry.example.com/base/pytorch:3.0", "-n", namespace)
    alice.kubectl("annotate", "pod", name, "note=hello", "-n", namespace)
    cluster.kubectl("patch", "pod", name, "-n", namespace, "--subresource=status", "-p", '{"status":{"message":"hello"}}')


def test_its_pods_can_be_deleted_and_their_finalizers_removed(namespace, alice, cluster):
    name = pods_of(alice, namespace, "held")[0]["metadata"]["name"]
    cluster.kubectl("patch", "pod", name, "-n", namespace, "-p", '{"metadata":{"finalizers":["example.com/hold"]}}')
    alice.kubectl("delete", "job", "held", "-n", namespace, "--wait=false")
    eventually(lambda: "deletionTimestamp" in pods_of(alice, namespace, "held")[0]["metadata"], "the pod is being deleted")
    cluster.kubectl("patch", "pod", name, "-n", namespace, "-p", '{"metadata":{"finalizers":null}}')
    eventually(lambda: pods_of(alice, namespace, "held") == [], "the pod is gone")
