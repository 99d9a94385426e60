"""What every end-to-end test may ask for. The labs and the webhook are started once for the whole run and stopped at its end.

The order is that of docs/operations.md: the manifests, the webhook, the registration.
"""

import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cluster import Cluster  # noqa: E402: found by the line above
from ledgers import CountedLedger  # noqa: E402
from policy import PolicyFile, edited  # noqa: E402
from support import TOP, Lab, eventually  # noqa: E402
from webhook import Webhook  # noqa: E402


@pytest.fixture(scope="session")
def lab():
    lab = Lab(TOP / "build" / "e2e")
    lab.script("down")
    try:
        lab.script("clusters")
        lab.load_environment()
        yield lab
    finally:
        lab.script("down")


@pytest.fixture(scope="session")
def cluster(lab):
    """The cluster with our manifests in it, applied with strict validation."""
    cluster = Cluster(lab)
    cluster.kubectl("apply", "--server-side", "--validate=strict", "-k", TOP / "tests/lab/kustomize")
    cluster.kubectl("wait", "--for=condition=Established", "crd/quotaledgers.tollgate.dev", "--timeout=30s")
    return cluster


@pytest.fixture(scope="session")
def certificates(lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    lab.run(TOP / "certs/make-dev-certs.sh", folder)
    return folder


@pytest.fixture(scope="session")
def policies(tmp_path_factory):
    """The example policies, in a folder that a test may edit."""
    return shutil.copytree(TOP / "policies", tmp_path_factory.mktemp("site") / "policies")


@pytest.fixture(scope="session")
def running_webhook(cluster, policies, certificates, tmp_path_factory):
    hook = Webhook(tmp_path_factory.mktemp("webhook"), policies, certificates, cluster.service_account("tollgate-system", "tollgate-webhook"))
    try:
        hook.start()
        cluster.kubectl("apply", "--server-side", "--validate=strict", "-f", "-", stdin=hook.registration())
        eventually(cluster.refuses_privileged_pods, "the API server calls the webhook")
        yield hook
    finally:
        hook.stop()


@pytest.fixture
def webhook(running_webhook):
    """The running webhook; a test may stop it, it runs again for the next one."""
    yield running_webhook
    if not running_webhook.is_running():
        running_webhook.start()


@pytest.fixture
def pod_security(policies, cluster, webhook):
    """The policy about privileged pods, for a test to change; the next one finds it at work as it was."""
    with edited(policies / "rules/pod-security.yaml", webhook, cluster) as file:
        yield file


@pytest.fixture
def vision(webhook, cluster):
    """A namespace of team vision, for one test."""
    name = cluster.new_namespace("vision")
    yield name
    cluster.core.delete_namespace(name)


@pytest.fixture
def alice(cluster):
    return cluster.member("alice")


@pytest.fixture
def bob(cluster):
    return cluster.member("bob")


@pytest.fixture
def speech(webhook, cluster, policies):
    """A namespace of team speech, which may use four GPUs, for one test."""
    team = PolicyFile(policies / "teams/speech.yaml", webhook)
    team.put_at_work(quota={"gpus": 4})
    if "api" in webhook.arguments:
        ledger = CountedLedger(cluster, "research")
        eventually(lambda: ledger.grants() and ledger.limit("speech") == 4 and ledger.uses("speech") == 0, "the limit holds", seconds=60)
    name = cluster.new_namespace("speech")
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")
    eventually(lambda: cluster.list("pods", name) == [], "the pods are gone", seconds=60)
    eventually(lambda: cluster.list("resourceclaims", name) == [], "the claims are gone", seconds=60)
    team.restore()
    eventually(webhook.is_up_to_date, "the policy is as it was")


@pytest.fixture
def erin(cluster):
    return cluster.member("erin")
