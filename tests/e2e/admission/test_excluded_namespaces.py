"""Infrastructure is excluded by the namespace's name: never judged, whatever happens to the webhook. No label excludes one."""

import kubernetes
import pytest
import yaml

from objects import PRIVILEGED, RESTRICTED, deployment, pod
from support import TOP, eventually

PLATFORM = yaml.safe_load((TOP / "policies/platform.yaml").read_text())
INFRASTRUCTURE = ["kube-system", "kube-public", "kube-node-lease", "tollgate-system", *PLATFORM["spec"]["infrastructure"]["namespaces"]]
LABELS_OF_OTHERS = [
    "kubernetes.io/metadata.name=kube-system", "tollgate.dev/exclude=true", "control-plane=true",
    "admission.gatekeeper.sh/ignore=true", "pod-security.kubernetes.io/enforce=privileged",
]  # fmt: skip


@pytest.fixture(scope="module")
def infrastructure(cluster):
    """All of them are there."""
    for name in INFRASTRUCTURE:
        cluster.kubectl("create", "namespace", name, check=False)
        cluster.wait_for_service_account(name)
    return INFRASTRUCTURE


def accepts_any_pod(cluster, namespace, name):
    """One with a GPU: nobody may create that outside a team. The Pod Security of tollgate-system has nothing against it."""
    try:
        cluster.core.create_namespaced_pod(namespace, pod(namespace, name, gpus=1, security=RESTRICTED), dry_run="All")
    except kubernetes.client.ApiException as refused:
        assert "webhook" in refused.body
        return False
    return True


def test_infrastructure_is_not_judged(infrastructure, cluster, webhook):
    for namespace in infrastructure:
        assert accepts_any_pod(cluster, namespace, "unjudged"), namespace
    assert not accepts_any_pod(cluster, "default", "judged")
    eventually(lambda: webhook.decisions(name="judged"), "the decision about what came last")
    assert webhook.decisions(name="unjudged") == []


def test_infrastructure_needs_no_webhook(infrastructure, cluster, webhook):
    webhook.stop()
    for namespace in infrastructure:
        assert accepts_any_pod(cluster, namespace, "unjudged"), namespace


def test_without_a_webhook_infrastructure_starts_and_is_replaced(cluster, webhook):
    webhook.stop()
    assert cluster.create(deployment("kube-system", "dns")).returncode == 0

    def running():
        pods = cluster.list("pods", "kube-system", "app=dns")
        return len(pods) == 1 and pods[0]["status"]["phase"] == "Running" and pods[0]["metadata"]["name"]

    first = eventually(running, "its pod runs")
    cluster.kubectl("delete", "pod", first, "-n", "kube-system")
    eventually(lambda: running() not in (False, first), "another pod runs in place of the deleted one")
    cluster.kubectl("delete", "deployment", "dns", "-n", "kube-system")


def test_no_label_excludes_a_namespace(vision, cluster, alice, webhook):
    cluster.kubectl("label", "namespace", vision, "--overwrite", *LABELS_OF_OTHERS)
    assert "[pod-security]" in alice.create(pod(vision, security=PRIVILEGED)).stderr
    webhook.stop()
    assert "failed calling webhook" in alice.create(pod(vision)).stderr
