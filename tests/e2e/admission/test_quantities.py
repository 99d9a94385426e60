"""Amounts that no node could have. The API server takes them, so they are judged, and soon; none of them fails the call.

Left out is 1e2147483648: over that one the API server itself sits for minutes. What the webhook says to it: tests/attack.
"""

import time

import pytest

from objects import pod

FAR_TOO_MUCH = {"ten kilobytes of digits": "9" * 10_240, "an exponent": "1e100", "a huge exponent": "1e100000", "the most bytes": "9223372036854775807Ki"}
SECONDS = 5  # for kubectl, the API server and two calls of the webhook, on a busy machine


def create(client, namespace, resource, amount):
    """What kubectl says to a pod that is good but for this amount; in time."""
    absurd = pod(namespace, labels={"job_type": "training"})
    absurd["spec"]["containers"][0]["resources"] = {"limits": {resource: amount}}
    began = time.monotonic()
    answer = client.create(absurd, "--dry-run=server")
    assert time.monotonic() - began < SECONDS
    return answer


@pytest.mark.parametrize("amount", FAR_TOO_MUCH.values(), ids=FAR_TOO_MUCH.keys())
def test_an_absurd_amount_of_gpus_is_refused_by_its_field(vision, alice, amount):
    refused = create(alice, vision, "nvidia.com/gpu", amount)
    assert refused.returncode == 1
    assert "[gpu-request] spec.containers[main].resources.limits[nvidia.com/gpu]" in refused.stderr


@pytest.mark.parametrize("amount", FAR_TOO_MUCH.values(), ids=FAR_TOO_MUCH.keys())
def test_an_absurd_amount_of_anything_else_fails_no_call(vision, alice, amount):
    answer = create(alice, vision, "cpu", amount)
    assert answer.returncode == 0 or "admission denied by tollgate" in answer.stderr
