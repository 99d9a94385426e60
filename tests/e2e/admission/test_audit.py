"""What the API server's audit log holds of a judgement: which rules, by which policy, whose pod."""

import pytest

from objects import PRIVILEGED, pod
from support import eventually


@pytest.fixture
def audited(vision, cluster):
    """The annotations of one hook on the request that created a pod of this name, without the hook's own name."""

    def annotations(name, hook="validate.pods.tollgate.dev"):
        event = eventually(lambda: cluster.audited("create", vision, name), f"the audit event of pod {name}")[0]
        return {key.removeprefix(f"{hook}/"): value for key, value in event["annotations"].items() if key.startswith(f"{hook}/")}

    return annotations


def digest(webhook, name):
    return eventually(lambda: webhook.decisions(name=name), "the decision")[-1]["policy"]


def test_an_allowed_pod_is_noted_with_its_team_and_policy_at_both_doors(vision, alice, webhook, audited):
    assert alice.create(pod(vision, "allowed")).returncode == 0
    expected = {"policy": digest(webhook, "allowed"), "team": "vision"}
    assert audited("allowed") == expected
    assert audited("allowed", "mutate.pods.tollgate.dev") == expected


def test_a_denied_pod_is_noted_with_every_rule_that_refused_it(vision, alice, webhook, audited):
    assert alice.create(pod(vision, "denied", labels={"user": "bob"}, security=PRIVILEGED, hostNetwork=True)).returncode == 1
    assert audited("denied") == {"policy": digest(webhook, "denied"), "team": "vision", "rules": "required-labels,pod-security"}


@pytest.mark.parametrize(("mode", "is_told"), [("warn", True), ("audit", False)])
def test_a_pod_let_in_by_a_policy_that_only_warns_or_records_is_noted_with_the_rule(vision, alice, webhook, pod_security, audited, mode, is_told):
    pod_security.put_at_work(mode=mode)
    created = alice.create(pod(vision, mode, security=PRIVILEGED))
    assert created.returncode == 0 and ("[pod-security]" in created.stderr) == is_told
    assert audited(mode) == {"policy": digest(webhook, mode), "team": "vision", "rules": "pod-security"}


def test_a_pod_of_nobody_is_noted_without_a_team(cluster, webhook):
    assert cluster.create(pod("default", "nobodys", gpus=1)).returncode == 1
    noted = eventually(lambda: cluster.audited("create", "default", "nobodys"), "the audit event")[0]["annotations"]
    assert noted["validate.pods.tollgate.dev/rules"] == "required-labels"
    assert "validate.pods.tollgate.dev/team" not in noted
