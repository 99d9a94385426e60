"""A pod on a real API server: completed, allowed, refused."""

import json

from objects import PRIVILEGED, pod

ATTACH = {"name": "debugger", "image": "registry.example.com/base/tools:1", "targetContainerName": "main"}


def labels_of(client, namespace, name="worker"):
    return client.get("pod", name, namespace)["metadata"]["labels"]


def test_a_pod_is_stored_with_its_team_and_user(vision, alice):
    assert alice.create(pod(vision, labels={"app": "notebook"})).returncode == 0
    assert labels_of(alice, vision) == {"app": "notebook", "team": "vision", "user": "alice"}


def test_a_pod_of_kubectl_run_keeps_its_own_label(vision, bob):
    bob.kubectl("run", "worker", "--image=registry.example.com/base/tools:1", "-n", vision)
    assert labels_of(bob, vision) == {"run": "worker", "team": "vision", "user": "bob"}


def test_the_official_client_gets_the_completed_pod_back(vision, alice):
    stored = alice.core.create_namespaced_pod(vision, pod(vision))
    assert stored.metadata.labels == {"team": "vision", "user": "alice"}


def test_server_side_apply_is_completed_too(vision, alice):
    alice.kubectl("apply", "--server-side", "-f", "-", stdin=pod(vision))
    assert labels_of(alice, vision) == {"team": "vision", "user": "alice"}


def test_a_gpu_pod_with_its_job_type_is_allowed(vision, alice):
    assert alice.create(pod(vision, labels={"job_type": "training"}, gpus=2)).returncode == 0
    assert labels_of(alice, vision) == {"team": "vision", "user": "alice", "job_type": "training"}


def test_a_gpu_pod_without_a_job_type_is_refused(vision, alice):
    refused = alice.create(pod(vision, gpus=2))
    assert refused.returncode == 1
    assert "[required-labels]" in refused.stderr and "job_type" in refused.stderr


def test_a_pod_of_somebody_else_is_refused(vision, alice):
    refused = alice.create(pod(vision, labels={"user": "bob"}))
    assert refused.returncode == 1
    assert "[required-labels]" in refused.stderr and '"bob"' in refused.stderr


def test_a_pod_of_another_team_is_refused(vision, alice):
    refused = alice.create(pod(vision, labels={"team": "speech"}))
    assert refused.returncode == 1
    assert "[required-labels]" in refused.stderr and '"speech"' in refused.stderr


def test_a_denial_reads_as_kubectl_prints_it(vision, alice, policies):
    refused = alice.create(pod(vision, labels={"user": "bob"}, security=PRIVILEGED))
    assert refused.stderr == f"""\
Error from server (Forbidden): error when creating "STDIN": admission webhook "validate.pods.tollgate.dev" denied the request: \
admission denied by tollgate (2 problems)
[required-labels] metadata.labels.user "bob" is not the caller, alice. Fix: metadata.labels.user: alice.
[pod-security] spec.containers[main].securityContext.privileged must not be true. Fix: spec.containers[main].securityContext.privileged: false.
If your work really needs this, ask the platform team.
{policies}/teams/vision.yaml:2
{policies}/rules/pod-security.yaml:2
"""


def test_all_problems_are_told_at_once(vision, alice):
    refused = alice.create(pod(vision, labels={"user": "bob"}, security=PRIVILEGED, hostNetwork=True)).stderr
    for expected in ("(3 problems)", "[required-labels]", "privileged", "hostNetwork"):
        assert expected in refused


def test_a_gpu_pod_outside_every_team_is_refused(webhook, cluster):
    refused = cluster.create(pod("default", "stray", gpus=1))
    assert refused.returncode == 1 and "[required-labels]" in refused.stderr


def test_a_pod_outside_every_team_is_neither_asked_nor_stamped(webhook, cluster):
    stored = json.loads(cluster.create(pod("default", "stray"), "--dry-run=server", "-o", "json").stdout)
    assert "labels" not in stored["metadata"]


def test_infrastructure_is_not_judged(webhook, cluster):
    assert cluster.create(pod("kube-system", "agent", security=PRIVILEGED), "--dry-run=server").returncode == 0


def test_a_dry_run_gets_the_same_answers_and_stores_nothing(vision, alice):
    stored = json.loads(alice.create(pod(vision), "--dry-run=server", "-o", "json").stdout)
    assert stored["metadata"]["labels"] == {"team": "vision", "user": "alice"}
    privileged = pod(vision, security=PRIVILEGED)
    assert alice.create(privileged, "--dry-run=server").stderr == alice.create(privileged).stderr != ""
    assert alice.list("pods", vision) == []


def test_an_ephemeral_container_is_judged(vision, alice):
    alice.create(pod(vision))

    def attach(container):
        return alice.kubectl("replace", "--subresource=ephemeralcontainers", "-f", "-", check=False,
                             stdin={**alice.get("pod", "worker", vision), "spec": {**alice.get("pod", "worker", vision)["spec"],
                                                                                 "ephemeralContainers": [container]}})

    refused = attach({**ATTACH, "securityContext": PRIVILEGED})
    assert refused.returncode == 1 and "debugger" in refused.stderr and "privileged" in refused.stderr
    assert attach(ATTACH).returncode == 0


def test_an_update_that_adds_no_problem_passes(vision, alice):
    alice.create(pod(vision))
    alice.kubectl("set", "image", "pod/worker", "main=registry.example.com/base/pytorch:3.0", "-n", vision)
    alice.kubectl("annotate", "pod", "worker", "note=hello", "-n", vision)
