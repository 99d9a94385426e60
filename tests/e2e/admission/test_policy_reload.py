"""The policy is YAML on a disk: what is edited there judges the next pod, and a mistake there changes nothing."""

from objects import PRIVILEGED, pod
from support import eventually


def test_an_edited_policy_judges_the_next_pod(vision, alice, pod_security):
    assert alice.create(pod(vision, "before", security=PRIVILEGED)).returncode == 1
    pod_security.put_at_work(mode="warn")
    warned = alice.create(pod(vision, "after", security=PRIVILEGED))
    assert warned.returncode == 0
    assert "Warning: [pod-security] spec.containers[main].securityContext.privileged must not be true." in warned.stderr


def test_a_policy_with_a_mistake_leaves_the_last_good_one_at_work(vision, alice, webhook, pod_security):
    pod_security.write(pod_security.original.replace("kind: PodPolicy", "kind: PodPolcy"))
    eventually(lambda: not webhook.is_up_to_date(), "the mistake is seen")
    assert alice.create(pod(vision, security=PRIVILEGED)).returncode == 1
    assert alice.create(pod(vision)).returncode == 0
    assert webhook.is_ready()
    mistakes = webhook.events("policy refused, the last good one stays")[-1]["mistakes"]
    assert 'pod-security.yaml:' in mistakes and 'did you mean "PodPolicy"' in mistakes


def test_the_corrected_policy_is_taken_again(webhook, pod_security):
    pod_security.write("kind: [")
    eventually(lambda: not webhook.is_up_to_date(), "the mistake is seen")
    pod_security.restore()
    eventually(webhook.is_up_to_date, "the corrected policy is at work")
