"""Both ways for the API server to find the webhook. The other tests go through the Service; here: by URL."""

import pytest

from objects import pod
from support import TOP, eventually
from webhook import Webhook, in_place_of


@pytest.fixture
def by_url(cluster, webhook, certificates, policies, tmp_path):
    second = Webhook(tmp_path, policies, certificates, webhook.kubeconfig)
    with in_place_of(webhook, second, cluster):
        yield second


def test_the_url_form_reaches_the_webhook(vision, by_url, alice):
    assert alice.create(pod(vision, "by-url")).returncode == 0
    eventually(lambda: by_url.decisions(name="by-url"), "its decision")
    assert alice.get("pod", "by-url", vision)["metadata"]["labels"] == {"team": "vision", "user": "alice"}


def test_the_service_form_reaches_the_webhook(vision, webhook, alice):
    assert alice.create(pod(vision, "by-service")).returncode == 0
    eventually(lambda: webhook.decisions(name="by-service"), "its decision")


def test_the_manifest_is_accepted_strictly(cluster):
    cluster.kubectl("apply", "--server-side", "--validate=strict", "--dry-run=server", "--force-conflicts", "-f", TOP / "manifests/70-webhooks.yaml")
