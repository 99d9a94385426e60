"""The manifests on a real API server: accepted strictly, in step with the policy, and no more rights than needed."""

import json

import pytest
import yaml

from support import TOP, eventually


def documents(path):
    return [document for document in yaml.safe_load_all((TOP / path).read_text()) if document]


def policy_files():
    """Every policy document that belongs into a cluster: not the tests of the policy."""
    files = {str(path.relative_to(TOP / "policies")) for path in (TOP / "policies").rglob("*.yaml")}
    return {path for path in files if not path.startswith("tests/")}


def test_every_policy_file_is_mounted_under_its_own_path():
    volume = documents("manifests/policies-volume.yaml")[0]["spec"]["template"]["spec"]["volumes"][0]
    assert {item["path"] for item in volume["configMap"]["items"]} == policy_files()


def test_every_policy_file_is_in_the_config_map(cluster):
    volume = documents("manifests/policies-volume.yaml")[0]["spec"]["template"]["spec"]["volumes"][0]
    data = cluster.get("configmap", "tollgate-policies", "tollgate-system")["data"]
    assert {item["key"] for item in volume["configMap"]["items"]} == set(data)
    for item in volume["configMap"]["items"]:
        assert data[item["key"]] == (TOP / "policies" / item["path"]).read_text()


def test_the_priority_classes_are_the_policys_tiers(cluster):
    platform = next(d for path in policy_files() for d in documents(f"policies/{path}") if d["kind"] == "Platform")
    classes = documents("manifests/30-priority-classes.yaml")
    assert {c["metadata"]["name"]: c["value"] for c in classes} == {t["priorityClass"]: t["value"] for t in platform["spec"]["tiers"]}


@pytest.mark.parametrize(("name", "replicas"), [("tollgate-webhook", 3), ("tollgate-controller", 2)])
def test_the_programs_are_admitted_under_the_restricted_standard(cluster, name, replicas):
    def available():
        return cluster.get("deployment", name, "tollgate-system")["status"].get("availableReplicas") == replicas

    eventually(available, f"{replicas} replicas of {name}")


@pytest.mark.parametrize(("account", "verb", "thing", "allowed"), [
    ("tollgate-webhook", "watch", "namespaces", True),
    ("tollgate-webhook", "patch", "namespaces", False),
    ("tollgate-webhook", "list", "pods", True),
    ("tollgate-webhook", "delete", "pods", False),
    ("tollgate-webhook", "get", "secrets", False),
    ("tollgate-controller", "patch", "namespaces", True),
    ("tollgate-controller", "delete", "namespaces", False),
    ("tollgate-controller", "get", "secrets", False),
    ("tollgate-controller", "create", "pods", False),
    ("tollgate-controller", "update", "configmaps", False),
])
def test_an_account_may_do_what_it_needs_and_no_more(cluster, account, verb, thing, allowed):
    answer = cluster.kubectl("auth", "can-i", verb, thing, "--all-namespaces", f"--as=system:serviceaccount:tollgate-system:{account}", check=False)
    assert answer.stdout.strip() == ("yes" if allowed else "no")


def test_applying_again_changes_nothing(cluster):
    def applied():
        things = cluster.kubectl("apply", "--server-side", "-k", TOP / "tests/lab/kustomize", "-o", "json").stdout
        return {(t["kind"], t["metadata"]["name"]): t["metadata"].get("generation", t["metadata"]["resourceVersion"]) for t in json.loads(things)["items"]}

    assert applied() == applied()
