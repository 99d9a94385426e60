"""While no webhook answers nothing unjudged comes in, and what is already in the cluster goes on."""

import json

import pytest

from objects import UNSCHEDULED, binding, deployment, job, pod
from support import eventually

REPORTS = [
    {"status": {"phase": "Running", "podIP": "10.1.2.3", "startTime": "2026-11-22T10:00:00Z"}},
    {"status": {"conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-22T10:00:00Z"}]}},
    {"status": {"phase": "Succeeded"}},
]


def test_without_a_webhook_pods_are_refused_and_with_it_again_allowed(vision, alice, webhook):
    webhook.stop()
    refused = alice.create(pod(vision))
    assert refused.returncode == 1
    assert 'failed calling webhook "mutate.pods.tollgate.dev"' in refused.stderr
    assert 'failed calling webhook "mutate.workloads.tollgate.dev"' in alice.create(job(vision, gpus=1)).stderr

    webhook.start()
    assert alice.create(pod(vision)).returncode == 0


def test_without_a_webhook_a_job_is_scheduled_runs_finishes_and_is_collected(vision, alice, webhook, cluster):
    gate = f"ready-for-{vision}"
    alice.create(job(vision, "patient", nodeSelector={gate: "yes"}))
    eventually(lambda: alice.list("pods", vision, "job-name=patient"), "the job's pod")
    webhook.stop()

    cluster.kubectl("label", "node", "cpu-0", f"{gate}=yes")
    alice.kubectl("wait", "--for=condition=complete", "job/patient", "-n", vision, "--timeout=60s")
    finished = alice.list("pods", vision, "job-name=patient")[0]
    assert finished["spec"]["nodeName"] == "cpu-0"
    assert "finalizers" not in finished["metadata"]
    alice.kubectl("delete", "job", "patient", "-n", vision)
    eventually(lambda: alice.list("pods", vision, "job-name=patient") == [], "the job's pods are collected")


@pytest.mark.parametrize("door", ["pods/worker/binding", "bindings"])
def test_without_a_webhook_a_scheduler_binds_and_a_kubelet_reports(vision, alice, webhook, cluster, door):
    assert alice.create(pod(vision, **UNSCHEDULED)).returncode == 0
    webhook.stop()
    posted = binding(vision, "worker", "cpu-0", {"topology.kubernetes.io/zone": "a"})
    cluster.kubectl("create", "--raw", f"/api/v1/namespaces/{vision}/{door}", "-f", "-", stdin=posted)
    for report in REPORTS:
        cluster.kubectl("patch", "pod", "worker", "-n", vision, "--subresource=status", "-p", json.dumps(report))
    finished = alice.get("pod", "worker", vision)
    assert (finished["spec"]["nodeName"], finished["status"]["phase"]) == ("cpu-0", "Succeeded")


def test_without_a_webhook_nodes_beat(webhook, cluster):
    webhook.stop()
    beat = {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": "2026-11-22T10:00:00Z"}]}}
    cluster.kubectl("patch", "node", "cpu-0", "--subresource=status", "-p", json.dumps(beat))
    lease = {"spec": {"renewTime": "2026-11-22T10:00:00.000000Z"}}
    cluster.kubectl("patch", "lease", "cpu-0", "-n", "kube-node-lease", "-p", json.dumps(lease))


def test_without_a_webhook_no_door_changes_whose_a_pod_is(vision, alice, webhook, cluster):
    assert alice.create(pod(vision, **UNSCHEDULED)).returncode == 0
    webhook.stop()
    stolen = '{"metadata":{"labels":{"team":"speech"}}}'
    path = f"/api/v1/namespaces/{vision}"
    for door in [
        ["patch", "pod", "worker", "-n", vision, "-p", stolen],
        ["patch", "pod", "worker", "-n", vision, "--subresource=status", "-p", stolen],
        ["create", "--raw", f"{path}/pods/worker/binding", "-f", "-"],
        ["create", "--raw", f"{path}/bindings", "-f", "-"],
    ]:
        refused = cluster.kubectl(*door, stdin=binding(vision, "worker", "cpu-0", {"team": "speech"}), check=False)
        assert refused.returncode == 1 and 'failed calling webhook "validate.pod' in refused.stderr, door


def test_without_a_webhook_a_pod_still_takes_notes_and_goes(vision, alice, webhook):
    alice.create(pod(vision))
    webhook.stop()
    alice.kubectl("annotate", "pod", "worker", "note=hello", "-n", vision)
    alice.kubectl("label", "pod", "worker", "color=blue", "-n", vision)
    alice.kubectl("delete", "pod", "worker", "-n", vision)


def test_a_workload_made_meanwhile_gets_its_pods_when_the_webhook_is_back(vision, alice, webhook):
    webhook.stop()
    assert alice.create(deployment(vision, "early")).returncode == 0
    webhook.start()
    pods = eventually(lambda: alice.list("pods", vision, "app=early"), "the deployment's pod")
    assert pods[0]["metadata"]["labels"]["user"] == "unknown"
