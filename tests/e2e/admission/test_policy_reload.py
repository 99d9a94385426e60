"""The policy is YAML on a disk: what is edited there judges the next pod, and a mistake there changes nothing."""

import policy
import pytest

from objects import pod
from support import eventually

PRIVILEGED = {"privileged": True}


@pytest.fixture
def pod_security(policies, cluster, webhook):
    """The file of the pod-security policy; a test may write anything into it, the next one finds it at work as it was."""
    path = policies / "rules/pod-security.yaml"
    original = path.read_text()
    yield path
    path.write_text(original)
    eventually(lambda: is_up_to_date(webhook) and cluster.refuses_privileged_pods(), "the policy is as it was")


def is_up_to_date(webhook):
    return "tollgate_policy_up_to_date 1" in webhook.read("/metrics").splitlines()


def test_an_edited_policy_judges_the_next_pod(vision, alice, policies, pod_security):
    assert alice.create(pod(vision, "before", security=PRIVILEGED)).returncode == 1
    policy.edit(policies, "PodPolicy", lambda d: d["spec"].update(mode="warn"), "baseline-pods")

    def passes():
        created = alice.create(pod(vision, "after", security=PRIVILEGED))
        return created if created.returncode == 0 else None

    warned = eventually(passes, "the edited policy lets the pod in")
    assert "Warning: [pod-security] spec.containers[main].securityContext.privileged must not be true." in warned.stderr


def test_a_policy_with_a_mistake_leaves_the_last_good_one_at_work(vision, alice, webhook, pod_security):
    pod_security.write_text(pod_security.read_text().replace("kind: PodPolicy", "kind: PodPolcy"))
    eventually(lambda: not is_up_to_date(webhook), "the mistake is seen")
    assert alice.create(pod(vision, security=PRIVILEGED)).returncode == 1
    assert alice.create(pod(vision)).returncode == 0
    assert webhook.is_ready()
    assert 'pod-security.yaml:' in webhook.tail() and 'did you mean \\"PodPolicy\\"' in webhook.tail()


def test_the_corrected_policy_is_taken_again(webhook, pod_security):
    good = pod_security.read_text()
    pod_security.write_text("kind: [")
    eventually(lambda: not is_up_to_date(webhook), "the mistake is seen")
    pod_security.write_text(good)
    eventually(lambda: is_up_to_date(webhook), "the corrected policy is at work")
