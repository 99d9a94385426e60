"""While no webhook answers nothing unjudged comes in, and what is already in the cluster goes on."""

from objects import deployment, job, pod
from support import eventually


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
