"""GPUs by claim (Dynamic Resource Allocation): counted once, by whoever holds them. No driver is needed for that: the pods wait."""

import pytest

from objects import UNSCHEDULED, pod
from support import eventually

CLASS = "gpu.nvidia.com"


def asking(count=1, **exactly):
    return {"devices": {"requests": [{"name": "gpu", "exactly": {"deviceClassName": CLASS, **({"count": count} if count else {}), **exactly}}]}}


def claim(namespace, name, count=1, annotations=None, **exactly):
    return {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim",
            "metadata": {"name": name, "namespace": namespace, "labels": {"job_type": "training"}, "annotations": annotations or {}},
            "spec": asking(count, **exactly)}


def template(namespace, name, count=1):
    return {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaimTemplate", "metadata": {"name": name, "namespace": namespace},
            "spec": {"spec": asking(count)}}


def user_of(namespace, name, **source):
    """A pod that waits for a scheduler which does not exist."""
    return pod(namespace, name, labels={"job_type": "training"}, resourceClaims=[{"name": "trainer", **source}], **UNSCHEDULED)


def by_template(namespace, name, of="one"):
    return user_of(namespace, name, resourceClaimTemplateName=of)


def is_created(client, thing):
    return client.create(thing).returncode == 0


def refusal(client, thing):
    done = client.create(thing)
    assert done.returncode == 1, done.stdout
    return done.stderr


def claim_of(cluster, namespace, pod_name):
    """The claim that the controller has made for the pod, or nothing."""
    made = [c for c in cluster.list("resourceclaims.resource.k8s.io", namespace)
            if any(owner["name"] == pod_name for owner in c["metadata"].get("ownerReferences", []))]
    return made[0] if made else None


def test_a_claim_is_held_to_the_quota_until_it_is_deleted(speech, erin):
    assert is_created(erin, claim(speech, "three", 3))
    assert erin.get("resourceclaim", "three", speech)["metadata"]["labels"] == {"team": "speech", "user": "erin", "job_type": "training"}
    assert "[gpu-quota] exceeded quota: team speech requested 2 GPU, used 3" in refusal(erin, claim(speech, "two", 2))
    erin.kubectl("delete", "resourceclaim", "three", "-n", speech)
    eventually(lambda: is_created(erin, claim(speech, "four", 4)), "the deleted claim's GPUs are free")


def test_a_claim_that_pods_share_counts_once(speech, erin):
    assert is_created(erin, claim(speech, "shared", 4))
    for name in ("first", "second", "third"):
        assert is_created(erin, user_of(speech, name, resourceClaimName="shared"))
    assert "exceeded quota" in refusal(erin, pod(speech, "own", labels={"job_type": "training"}, gpus=1))


def test_a_claim_from_a_template_is_charged_with_its_pod(speech, erin, cluster, webhook):
    assert "names ResourceClaimTemplate one, which is not known" in refusal(erin, by_template(speech, "early"))
    assert is_created(erin, template(speech, "one", 2))
    eventually(lambda: is_created(erin, by_template(speech, "first")), "the template is known")
    written = erin.get("pod", "first", speech)["metadata"]["annotations"]["tollgate.dev/claims"]
    assert written == f"trainer:deviceclass.resource.kubernetes.io/{CLASS}=2"
    eventually(lambda: claim_of(cluster, speech, "first"), "the controller may make the claim")
    assert is_created(erin, by_template(speech, "second"))
    eventually(lambda: claim_of(cluster, speech, "second"), "the second claim")
    assert "exceeded quota: team speech requested 2 GPU, used 4" in refusal(erin, by_template(speech, "third"))
    erin.kubectl("delete", "pod", "first", "-n", speech, "--wait=false")
    eventually(lambda: is_created(erin, by_template(speech, "third")), "the deleted pod's claim is free")


def test_what_was_charged_stays_on_the_pod(speech, erin):
    assert is_created(erin, template(speech, "one"))
    eventually(lambda: is_created(erin, by_template(speech, "first")), "the template is known")
    done = erin.kubectl("annotate", "pod", "first", "-n", speech, "--overwrite", "tollgate.dev/claims=", check=False)
    assert "says what was counted, and must stay as it is" in done.stderr


def test_a_claim_for_a_pod_holds_no_more_than_was_charged(speech, erin, cluster):
    """As when its template was deleted and made anew, larger, before the controller came to it."""
    assert is_created(erin, template(speech, "one"))
    eventually(lambda: is_created(erin, by_template(speech, "first")), "the template is known")
    uid = erin.get("pod", "first", speech)["metadata"]["uid"]
    grown = claim(speech, "grown", 4, annotations={"resource.kubernetes.io/pod-claim-name": "trainer"})
    grown["metadata"]["ownerReferences"] = [{"apiVersion": "v1", "kind": "Pod", "name": "first", "uid": uid, "controller": True}]
    done = cluster.create(grown, "--as=system:serviceaccount:kube-system:resource-claim-controller")
    assert "is more than its pod was charged for" in done.stderr


@pytest.mark.parametrize("key, value", [("resource.kubernetes.io/pod-claim-name", "trainer"),
                                        ("resource.kubernetes.io/extended-resource-claim", "true")])
def test_nobody_passes_a_claim_off_as_a_pods(speech, erin, key, value):
    assert "is for Kubernetes to set on claims" in refusal(erin, claim(speech, "forged", annotations={key: value}))
    assert is_created(erin, claim(speech, "honest"))
    done = erin.kubectl("annotate", "resourceclaim", "honest", "-n", speech, f"{key}={value}", check=False)
    assert "says what was counted" in done.stderr


def test_what_cannot_be_counted_is_refused(speech, erin, cluster):
    assert "allocationMode All" in refusal(erin, claim(speech, "all", count=None, allocationMode="All"))
    unknown = claim(speech, "unknown", deviceClassName="mig.nvidia.com")
    assert 'device class "mig.nvidia.com"' in refusal(erin, unknown)
    cluster.kubectl("label", "namespace", speech, "resource.kubernetes.io/admin-access=true")
    assert "only admins of the platform may claim" in refusal(erin, claim(speech, "look", adminAccess=True))
