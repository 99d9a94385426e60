"""The serving certificate is replaced, and its CA with it, as in a Secret's volume: nobody creating pods notices."""

import itertools
import shutil

import pytest

from creators import CREATED, Creators
from objects import UNSCHEDULED, pod
from support import TOP, eventually
from volume import Volume
from webhook import Webhook, in_place_of

ACCEPTED = "tollgate_connections_accepted_total"
REFUSED = "certificate refused, the old one stays"


@pytest.fixture(scope="module")
def pairs(lab, tmp_path_factory):
    """Folders with a certificate, its key, and the CA that issued only this one."""
    folders = [tmp_path_factory.mktemp("pair") for _ in range(4)]
    for folder in folders:
        lab.run(TOP / "certs/make-dev-certs.sh", folder)
    return folders


@pytest.fixture
def secret(pairs, tmp_path):
    return Volume(tmp_path / "tls", pairs[0])


@pytest.fixture
def renewed(webhook, policies, secret, cluster, tmp_path):
    """A webhook whose certificate is in the volume `secret`."""
    second = Webhook(tmp_path, policies, secret.path, webhook.kubeconfig)
    with in_place_of(webhook, second, cluster):
        yield second


@pytest.fixture
def creators(vision, cluster):
    with Creators(cluster.member("alice").kubeconfig, vision, lambda name: pod(vision, name, **UNSCHEDULED)) as running:
        yield running


def trust(cluster, webhook, folder, *pairs):
    """Registers a bundle of these pairs' CAs, and waits for the new connections that the API server makes for it."""
    bundle = folder / "bundle.crt"
    bundle.write_text("".join((pair / "ca.crt").read_text() for pair in pairs))
    before = webhook.count(ACCEPTED)
    cluster.register(webhook.registration("--url", webhook.base_url(), ca=bundle))
    eventually(lambda: webhook.count(ACCEPTED) > before, "a new connection")


def serves(webhook, pair):
    return webhook.served_certificate() == (pair / "tls.crt").read_text()


def test_pods_are_created_while_certificate_and_ca_are_replaced(cluster, renewed, secret, pairs, creators, tmp_path):
    for old, new in itertools.pairwise(pairs):
        trust(cluster, renewed, tmp_path, old, new)
        secret.publish(new)
        eventually(lambda: serves(renewed, new), "the new certificate is served")  # noqa: B023 - called at once
        trust(cluster, renewed, tmp_path, new)
        creators.go_on()
    creators.stop()
    assert creators.failed() == []
    assert creators.count(CREATED) == len(creators.answers)
    assert renewed.count("tollgate_tls_handshakes_failed_total") == 0
    assert len(renewed.events("certificate replaced")) == 3


def test_halves_that_do_not_match_leave_the_old_pair_in_use(cluster, renewed, secret, pairs, creators, tmp_path):
    mixed = shutil.copytree(pairs[1], tmp_path / "mixed")
    shutil.copy(pairs[0] / "tls.key", mixed / "tls.key")
    secret.publish(mixed)
    (refused,) = eventually(lambda: renewed.events(REFUSED), "the log says so")
    assert refused["level"] == "warning" and "key" in refused["reason"]
    assert serves(renewed, pairs[0])
    trust(cluster, renewed, tmp_path, pairs[0], pairs[1])

    secret.publish(pairs[1])
    eventually(lambda: renewed.events("certificate replaced"), "the whole pair is taken")
    assert serves(renewed, pairs[1])
    assert len(renewed.events(REFUSED)) == 1
    creators.stop()
    assert creators.failed() == []
