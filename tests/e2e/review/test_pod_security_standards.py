"""Does rule pod-security judge as Kubernetes' own Pod Security admission does? Held against that project's test data: the pods
that pass and fail each check, of each level, in every version of Kubernetes. They come with the Go module that the API server of
the lab is built from."""

import json
import pathlib
import subprocess

import pytest
import yaml

from processes import PROGRAMS
from support import TOP

MODULE = "k8s.io/pod-security-admission"
FETCH = f". lib/cache.sh && . lab/kube/go.sh && provide_go && cd lab/kube && go mod download -json {MODULE}"

SITE = """
apiVersion: tollgate.dev/v1alpha1
kind: Platform
metadata: {name: site}
spec: {}
---
apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: team}
spec: {namespaces: [team]}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: standard}
spec: {rule: pod-security, params: {level: LEVEL, version: VERSION}}
"""


@pytest.fixture(scope="session")
def test_data():
    done = subprocess.run(["bash", "-c", FETCH], cwd=TOP / "tests", check=True, text=True, stdout=subprocess.PIPE)
    return pathlib.Path(json.loads(done.stdout)["Dir"]) / "test" / "testdata"


def answers(policies, pods):
    """The response to the creation of each pod, in the same order."""
    lines = "".join(json.dumps(pod) + "\n" for pod in pods)
    command = [PROGRAMS / "tollgate", "review", "--policies", policies, "--stream", "--phase", "validate", "--user", "somebody", "--namespace", "other"]
    done = subprocess.run(command, input=lines, text=True, check=True, stdout=subprocess.PIPE)
    found = [json.loads(line)["response"] for line in done.stdout.splitlines()]
    assert len(found) == len(pods)
    return found


@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_every_pod_gets_kubernetes_own_verdict(level, test_data, tmp_path):
    versions = sorted(test_data.joinpath(level).iterdir())
    assert len(versions) > 30, "the test data lies elsewhere"
    wrong = []
    for version in versions:
        policies = tmp_path / version.name
        policies.mkdir()
        (policies / "site.yaml").write_text(SITE.replace("LEVEL", level).replace("VERSION", version.name))
        files = sorted(version.rglob("*.yaml"))
        for file, answer in zip(files, answers(policies, [yaml.load(file.read_text(), yaml.CSafeLoader) for file in files]), strict=True):
            if answer["allowed"] != (file.parent.name == "pass"):
                wrong.append(f"{file.relative_to(test_data)}: {answer.get('status', {}).get('message', 'allowed')}")
    assert not wrong, "\n".join(wrong)
