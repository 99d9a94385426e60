"""Amounts that no node could have. The API server takes them, so they are judged, and soon; none of them fails the call.

Left out is 1e2147483648: over that one the API server itself sits for minutes. What the webhook says to it: tests/attack.
"""

import time

import pytest

from objects import pod

FAR_TOO_MUCH = {"ten kilobytes of digits": "9" * 10_240, "an exponent": "1e100", "a huge exponent": "1e100000", "the most bytes": "9223372036854775807Ki"}
SECONDS = 2  # for kubectl, the API server and two calls of the webhook, on a busy machine


@pytest.mark.parametrize("amount", FAR_TOO_MUCH.values(), ids=FAR_TOO_MUCH.keys())
@pytest.mark.parametrize("resource", ["nvidia.com/gpu", "cpu"])
def test_an_absurd_amount_is_judged_soon(vision, alice, resource, amount):
    absurd = pod(vision, labels={"job_type": "training"})
    absurd["spec"]["containers"][0]["resources"] = {"limits": {resource: amount}}
    began = time.monotonic()
    answer = alice.create(absurd, "--dry-run=server")
    assert time.monotonic() - began < SECONDS
    assert answer.returncode == 0 or "admission denied by tollgate" in answer.stderr
