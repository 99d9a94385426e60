"""Who asked for it is known at the workload's door only: from there the user reaches every pod."""

import pytest

from objects import cron_job, deployment, job
from support import eventually


def first(client, kind, namespace, selector):
    return eventually(lambda: client.list(kind, namespace, selector), f"{kind} with {selector}")[0]["metadata"]["labels"]


def identity(labels):
    return {key: labels.get(key) for key in ("team", "user", "job_type")}


def test_a_deployments_replicaset_and_pods_carry_its_user(vision, alice):
    assert alice.create(deployment(vision, "detector", gpus=1)).returncode == 0
    expected = {"team": "vision", "user": "alice", "job_type": "inference"}
    assert identity(alice.get("deployment", "detector", vision)["spec"]["template"]["metadata"]["labels"]) == expected
    assert identity(first(alice, "replicasets", vision, "app=detector")) == expected
    assert identity(first(alice, "pods", vision, "app=detector")) == expected


def test_a_jobs_pods_carry_its_user_and_the_job_finishes(vision, bob):
    assert bob.create(job(vision, "finetune", gpus=4)).returncode == 0
    assert identity(first(bob, "pods", vision, "job-name=finetune")) == {"team": "vision", "user": "bob", "job_type": "training"}
    bob.kubectl("wait", "--for=condition=complete", "job/finetune", "-n", vision, "--timeout=60s")


def test_a_cronjobs_inner_template_carries_its_user(vision, alice):
    assert alice.create(cron_job(vision)).returncode == 0
    template = alice.get("cronjob", "nightly", vision)["spec"]["jobTemplate"]["spec"]["template"]
    assert identity(template["metadata"]["labels"])["user"] == "alice"


def test_a_workload_keeps_its_user_when_a_colleague_changes_it(vision, alice, bob):
    alice.create(deployment(vision, "detector"))
    bob.kubectl("set", "image", "deployment/detector", "main=registry.example.com/base/pytorch:3.0", "-n", vision)
    template = alice.get("deployment", "detector", vision)["spec"]["template"]
    assert template["spec"]["containers"][0]["image"].endswith(":3.0")
    assert template["metadata"]["labels"]["user"] == "alice"


@pytest.mark.parametrize("workload", [deployment, job, cron_job])
def test_a_workload_in_somebody_elses_name_is_refused(vision, alice, workload):
    refused = alice.create(workload(vision, labels={"user": "bob"}))
    assert refused.returncode == 1
    assert "[required-labels]" in refused.stderr and '"bob"' in refused.stderr


def test_scaling_needs_no_judgement(vision, alice, bob):
    alice.create(deployment(vision, "detector"))
    bob.kubectl("scale", "deployment/detector", "--replicas=3", "-n", vision)
    eventually(lambda: len(bob.list("pods", vision, "app=detector")) == 3, "three pods")
    assert {p["metadata"]["labels"]["user"] for p in bob.list("pods", vision, "app=detector")} == {"alice"}
