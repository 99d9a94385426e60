"""Whose a namespace is: said by its name when it is created, by the guarded label afterwards, and not by everybody."""

import uuid

import pytest

LABEL = "tollgate.dev/team"


def namespace(name, **labels):
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def refused(answer):
    return answer.returncode == 1 and "[team-namespaces]" in answer.stderr


@pytest.fixture
def carol(webhook, cluster):
    """An admin of team vision."""
    return cluster.member("carol")


def test_a_user_creates_none_at_a_teams_expense(webhook, alice):
    assert refused(alice.create(namespace("vision-mine")))
    assert refused(alice.create({**namespace(""), "metadata": {"generateName": "vision-"}}))
    assert refused(alice.create(namespace("sandbox-mine", **{LABEL: "vision"})))
    assert alice.create(namespace("sandbox-mine"), "--dry-run=server").returncode == 0


def test_an_admin_of_the_team_creates_its_namespaces_and_no_others(carol, cluster):
    name = f"vision-{uuid.uuid4().hex[:8]}"
    assert carol.create(namespace(name)).returncode == 0
    assert refused(carol.create(namespace("speech-theirs")))
    cluster.kubectl("delete", "namespace", name, "--wait=false")


@pytest.mark.parametrize("door", [(), ("--subresource=status",)])
def test_no_admin_of_a_team_moves_a_namespace(vision, carol, door):
    patch = ["patch", "namespace", vision, *door, "-p"]
    assert refused(carol.kubectl(*patch, f'{{"metadata":{{"labels":{{"{LABEL}":"speech"}}}}}}', check=False))
    assert carol.kubectl(*patch, '{"metadata":{"labels":{"color":"blue"}}}').returncode == 0


def test_a_namespace_goes_while_no_webhook_answers(webhook, cluster):
    name = cluster.new_namespace("vision")
    webhook.stop()
    cluster.kubectl("label", "namespace", name, "color=blue")
    cluster.kubectl("delete", "namespace", name, "--timeout=60s")
