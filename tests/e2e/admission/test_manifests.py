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
    ("tollgate-webhook", "watch", "quotaledgers", True),
    ("tollgate-webhook", "update", "quotaledgers/status", True),
    ("tollgate-webhook", "update", "quotaledgers", False),
    ("tollgate-webhook", "create", "quotaledgers", False),
    ("tollgate-webhook", "delete", "pods", False),
    ("tollgate-webhook", "get", "secrets", False),
    ("tollgate-webhook", "watch", "teamquotas", True),
    ("tollgate-webhook", "patch", "teamquotas", False),
    ("tollgate-controller", "patch", "teamquotas", True),
    ("tollgate-controller", "patch", "namespaces", True),
    ("tollgate-controller", "delete", "namespaces", False),
    ("tollgate-controller", "get", "secrets", False),
    ("tollgate-controller", "create", "quotaledgers", True),
    ("tollgate-controller", "create", "pods", False),
    ("tollgate-controller", "update", "configmaps", False),
])
def test_an_account_may_do_what_it_needs_and_no_more(cluster, account, verb, thing, allowed):
    resource, _, subresource = thing.partition("/")  # to kubectl a slash would be a name
    answer = cluster.kubectl("auth", "can-i", verb, resource, f"--subresource={subresource}", "--all-namespaces", f"--as=system:serviceaccount:tollgate-system:{account}", check=False)
    assert answer.stdout.strip() == ("yes" if allowed else "no")


def test_only_administrators_see_ledgers(cluster, alice):
    refused = alice.kubectl("get", "quotaledgers", check=False)
    assert refused.returncode == 1 and "forbidden" in refused.stderr
    assert cluster.kubectl("get", "quotaledgers").returncode == 0


@pytest.mark.parametrize(("account", "path", "schema"), [
    ("tollgate-webhook", "/apis/tollgate.dev/v1alpha1/quotaledgers", "tollgate-webhook"),
    ("tollgate-controller", "/api/v1/pods", "tollgate-controller"),
    ("tollgate-webhook", "/api/v1/namespaces", None),
])
def test_the_calls_that_grants_depend_on_have_seats_of_their_own(cluster, account, path, schema):
    """The API server names, by uid, the FlowSchema by which it took a request."""
    account = {"Impersonate-User": f"system:serviceaccount:tollgate-system:{account}", "Impersonate-Group": "system:serviceaccounts"}
    _, _, headers = cluster.core.api_client.call_api(path, "GET", query_params=[("limit", "1")], header_params=account, response_types_map={})
    schemas = json.loads(cluster.kubectl("get", "flowschemas", "-o", "json").stdout)["items"]
    names = {each["metadata"]["uid"]: each["metadata"]["name"] for each in schemas}
    taken_by = names[headers["X-Kubernetes-PF-FlowSchema-UID"]]
    assert taken_by == schema if schema else not taken_by.startswith("tollgate")


def test_applying_again_changes_nothing(cluster):
    def applied():
        things = cluster.kubectl("apply", "--server-side", "-k", TOP / "tests/lab/kustomize", "-o", "json").stdout
        return {(t["kind"], t["metadata"]["name"]): t["metadata"].get("generation", t["metadata"]["resourceVersion"]) for t in json.loads(things)["items"]}

    assert applied() == applied()
