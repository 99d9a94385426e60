"""The policy is replaced again and again, as in a ConfigMap's volume, while many create pods: each is judged by one policy."""

import collections
import shutil

import policy
import pytest

from controller import Controller
from creators import CREATED, FORBIDDEN, Creators
from objects import PRIVILEGED, UNSCHEDULED, pod
from support import TOP, eventually
from volume import Volume
from webhook import Webhook, in_place_of

Policies = collections.namedtuple("Policies", "strict lenient broken")


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """One that refuses privileged pods, one that lets them in, and one with two mistakes."""
    top = tmp_path_factory.mktemp("versions")
    folders = Policies(*(shutil.copytree(TOP / "policies", top / name) for name in Policies._fields))
    policy.edit(folders.lenient, "PodPolicy", lambda d: d["spec"].update(mode="warn"), "baseline-pods")
    policy.edit(folders.broken, "PodPolicy", lambda d: d["spec"].update(mode="warned"), "baseline-pods")
    policy.edit(folders.broken, "Team", lambda d: d["spec"].update(parent="nobody"), "speech")
    return folders


@pytest.fixture
def config_map(versions, tmp_path):
    return Volume(tmp_path / "policies", versions.strict)


@pytest.fixture
def reloading(webhook, config_map, certificates, cluster, tmp_path):
    """A webhook whose policy is in the volume `config_map`."""
    second = Webhook(tmp_path, config_map.path, certificates, webhook.kubeconfig)
    with in_place_of(webhook, second, cluster):
        yield second


@pytest.fixture
def creators(vision, cluster):
    """People who create privileged pods: each verdict tells by which policy."""
    with Creators(cluster.member("alice").kubeconfig, vision, lambda name: pod(vision, name, security=PRIVILEGED, **UNSCHEDULED)) as running:
        yield running


def reloads(webhook, result):
    return webhook.count("tollgate_policy_reloads_total", result=result)


def test_every_pod_is_judged_by_the_old_or_the_new_policy(vision, reloading, config_map, versions, creators):
    for number, version in enumerate([versions.lenient, versions.strict, versions.broken, versions.lenient, versions.strict], start=1):
        config_map.publish(version)
        eventually(lambda: reloads(reloading, "loaded") + reloads(reloading, "refused") == number, "the new policy is seen")  # noqa: B023
        assert reloading.is_up_to_date() == (version != versions.broken)
        creators.go_on()
    creators.stop()

    assert creators.failed() == []
    assert (reloads(reloading, "loaded"), reloads(reloading, "refused")) == (4, 1)
    decisions = eventually(lambda: all_of(reloading.decisions(namespace=vision), creators), "a decision for each answer")
    verdicts = collections.defaultdict(set)
    for decision in decisions:
        verdicts[decision["policy"]].add(decision["verdict"])
    assert sorted(map(sorted, verdicts.values())) == [["allowed"], ["denied"]]
    count = collections.Counter(decision["verdict"] for decision in decisions)
    assert count == {"allowed": creators.count(CREATED), "denied": creators.count(FORBIDDEN)}


def all_of(decisions, creators):
    return decisions if len(decisions) == len(creators.answers) else None


def test_a_broken_policy_is_said_once_and_leaves_the_last_good_one_at_work(reloading, config_map, versions, creators):
    config_map.publish(versions.broken)
    eventually(lambda: not reloading.is_up_to_date(), "the broken policy is seen")
    creators.go_on()
    creators.stop()
    assert creators.failed() == [] and creators.count(CREATED) == 0
    assert reloads(reloading, "refused") == 1 and reloading.is_ready()

    (line,) = reloading.events("policy refused, the last good one stays")
    assert line["level"] == "error"
    for mistake in ("rules/pod-security.yaml:", '"warned"', "teams/speech.yaml:", '"nobody"'):
        assert mistake in line["mistakes"]


@pytest.mark.parametrize("program", ["tollgate-webhook", "tollgate-controller"])
def test_none_starts_on_a_broken_policy_and_every_mistake_is_told(program, versions, certificates, cluster, tmp_path):
    programs = {"tollgate-webhook": lambda: Webhook(tmp_path, versions.broken, certificates, cluster.kubeconfig),
                "tollgate-controller": lambda: Controller(tmp_path, versions.broken, cluster.kubeconfig, None)}
    status, said = programs[program]().run_to_its_end()
    assert status == 2
    for mistake in ("rules/pod-security.yaml:", '"warned"', "teams/speech.yaml:", '"nobody"'):
        assert mistake in said
