"""Both ways for the API server to find the webhook. The other tests go through the Service; here: by URL."""

import pytest

from objects import pod
from support import TOP, eventually
from webhook import Webhook


@pytest.fixture
def by_url(cluster, webhook, certificates, policies, tmp_path):
    """A second webhook, registered by URL in place of the first."""
    second = Webhook(tmp_path, policies, certificates, cluster.service_account("tollgate-system", "tollgate-webhook"))

    def register(registration):
        cluster.kubectl("replace", "-f", "-", stdin=registration)

    try:
        second.start()
        register(second.registration("--url", second.base_url()))
        yield second
    finally:
        register(webhook.registration())
        second.stop()


def answers_about(webhook, name):
    return [decision for decision in webhook.decisions() if decision.get("name") == name]


def test_the_url_form_reaches_the_webhook(by_url, cluster, alice):
    namespace = cluster.new_namespace("vision")

    def reaches():
        cluster.create(pod(namespace, "hello"), "--dry-run=server")
        return answers_about(by_url, "hello")

    eventually(reaches, "the API server calls the second webhook")
    assert alice.create(pod(namespace, "worker")).returncode == 0
    assert alice.get("pod", "worker", namespace)["metadata"]["labels"] == {"team": "vision", "user": "alice"}


def test_the_service_form_reaches_the_webhook(vision, webhook, alice):
    assert alice.create(pod(vision, "by-service")).returncode == 0
    assert answers_about(webhook, "by-service")


def test_the_manifest_is_accepted_strictly(cluster):
    cluster.kubectl("apply", "--server-side", "--validate=strict", "--dry-run=server", "--force-conflicts", "-f", TOP / "manifests/70-webhooks.yaml")
