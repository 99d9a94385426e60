"""Who counts: the controller makes the ledgers, keeps them true to the pods, and puts right what was done to them."""

import contextlib
import shutil
import signal

import pytest

import policy
from controller import Leaders
from ledgers import GPU, CountedLedger, Ledger
from objects import UNSCHEDULED, pod
from support import TOP, eventually
from webhook import Replicas, in_place_of


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example policies for this file alone; team speech may use four GPUs."""
    folder = shutil.copytree(TOP / "policies", tmp_path_factory.mktemp("leader") / "policies")
    limit(folder, "speech", 4)
    return folder


@pytest.fixture(scope="module")
def replicas(running_webhook, site, cluster, certificates, tmp_path_factory):
    """Two webhooks in place of the one, for this file."""
    several = Replicas(tmp_path_factory.mktemp("replicas"), site, certificates, cluster.service_account("tollgate-system", "tollgate-webhook"), count=2)
    for root in ("research", "products", "teaching"):
        Ledger(cluster, root).delete()
    with in_place_of(running_webhook, several, cluster):
        yield several
    for root in ("research", "products", "teaching"):
        Ledger(cluster, root).delete()


@pytest.fixture(scope="module")
def idle_leaders(replicas, site, cluster, lab, tmp_path_factory):
    controllers = Leaders(tmp_path_factory.mktemp("controllers"), site, cluster.service_account("tollgate-system", "tollgate-controller"), lab.environment)
    yield controllers
    controllers.stop()


@pytest.fixture
def leaders(idle_leaders, ledger):
    if not idle_leaders.leading():
        idle_leaders.start()
    eventually(lambda: ledger.grants(), "the ledger grants", seconds=60)
    return idle_leaders


@pytest.fixture
def ledger(replicas, cluster):
    return CountedLedger(cluster, "research")


@pytest.fixture
def speech(replicas, cluster):
    name = cluster.new_namespace("speech")
    yield name
    cluster.throw_away(name)


def limit(site, team, gpus):
    policy.edit(site, "Team", lambda d: d["spec"].update(quota={"gpus": gpus}), name=team)


def trainer(namespace, name, gpus=1):
    return pod(namespace, name, labels={"job_type": "training"}, gpus=gpus, **UNSCHEDULED)


def creates(client, thing):
    return client.create(thing).returncode == 0


@contextlib.contextmanager
def nobody_at_the_door(replicas, cluster):
    """For a while the API server asks no webhook."""
    cluster.kubectl("delete", "validatingwebhookconfiguration,mutatingwebhookconfiguration", "tollgate")
    try:
        yield
    finally:
        cluster.kubectl("apply", "--server-side", "-f", "-", stdin=replicas.registration("--url", replicas.base_url()))
        eventually(lambda: replicas.is_called_by(cluster), "the API server calls the webhooks")


def test_day_one_a_cluster_that_is_full_already_is_counted_before_anything_is_granted(replicas, idle_leaders, ledger, speech, erin, cluster):
    with nobody_at_the_door(replicas, cluster):
        eventually(lambda: creates(cluster, trainer(speech, "from-before", 4)), "a pod comes past the door")
    assert "there is no quota ledger research yet" in erin.create(trainer(speech, "next")).stderr

    idle_leaders.start()
    eventually(ledger.exists, "the ledger is there")
    assert not creates(erin, trainer(speech, "next"))
    eventually(ledger.grants, "the ledger grants", seconds=60)
    assert ledger.uses("speech") == 4
    assert "exceeded quota: team speech requested 1 GPU, used 4" in erin.create(trainer(speech, "next")).stderr


def test_a_pod_is_counted_from_its_promise_to_its_end(leaders, ledger, speech, erin):
    assert creates(erin, trainer(speech, "first", 4))
    eventually(lambda: ledger.uses("speech") == 4 and ledger.reservations() == [], "the pod is counted")
    assert not creates(erin, trainer(speech, "second"))
    erin.kubectl("delete", "pod", "first", "-n", speech, "--grace-period=0", "--force")
    eventually(lambda: creates(erin, trainer(speech, "second", 4)), "its GPUs are free")


def test_nothing_is_written_while_nothing_changes(leaders, ledger, speech, erin):
    assert creates(erin, trainer(speech, "first", 2))
    eventually(lambda: ledger.uses("speech") == 2 and ledger.reservations() == [], "the pod is counted")
    version = ledger.read()["metadata"]["resourceVersion"]
    passes = leaders.count("tollgate_controller_passes_total", loop="ledgers", result="done")
    eventually(lambda: leaders.count("tollgate_controller_passes_total", loop="ledgers", result="done") > passes + 10, "ten more passes")
    assert ledger.read()["metadata"]["resourceVersion"] == version


def test_what_was_edited_by_hand_is_put_right(leaders, ledger, speech, erin):
    assert creates(erin, trainer(speech, "first", 4))
    eventually(lambda: ledger.uses("speech") == 4 and ledger.reservations() == [], "the pod is counted")
    repaired = leaders.count("tollgate_quota_repairs_total", root="research")
    ledger.patch("status", {"cells": []})
    eventually(lambda: ledger.uses("speech") == 4, "the count is right again")
    ledger.patch("spec", {"teams": [{"name": "research", "gpus": 9999 * GPU}, {"name": "speech", "parent": "research", "gpus": 9999 * GPU}]})
    eventually(lambda: ledger.limit("speech") == 4, "the limit is right again")
    eventually(lambda: leaders.count("tollgate_quota_repairs_total", root="research") >= repaired + 2, "both were counted")
    eventually(ledger.grants, "the ledger grants", seconds=60)
    assert not creates(erin, trainer(speech, "second"))


def test_what_makes_no_sense_is_counted_anew(leaders, ledger, speech, erin):
    assert creates(erin, trainer(speech, "first", 4))
    eventually(lambda: ledger.uses("speech") == 4, "the pod is counted")
    ledger.patch("status", {"keys": [], "cells": [{"k": 7, "a": 1}], "reservations": []})
    eventually(lambda: ledger.grants() and ledger.uses("speech") == 4, "the ledger is made anew and grants", seconds=60)
    assert not creates(erin, trainer(speech, "second"))


def test_a_deleted_ledger_comes_back_and_grants_nothing_until_it_was_counted(leaders, ledger, speech, erin, cluster):
    assert creates(erin, trainer(speech, "first", 4))
    uid = ledger.read()["metadata"]["uid"]
    cluster.kubectl("delete", "quotaledger", "research", "--wait=false")
    eventually(lambda: ledger.read().get("metadata", {}).get("uid", uid) != uid, "there is another ledger", seconds=60)
    assert not creates(erin, trainer(speech, "second"))
    eventually(ledger.grants, "the ledger grants", seconds=60)
    assert "exceeded quota" in erin.create(trainer(speech, "second")).stderr


def test_a_limit_lowered_below_use_takes_nothing_away_and_is_said(leaders, ledger, speech, erin, site, replicas):
    assert creates(erin, trainer(speech, "first", 4))
    eventually(lambda: ledger.uses("speech") == 4, "the pod is counted")
    limit(site, "speech", 2)
    try:
        eventually(lambda: ledger.condition("OverLimit") == "True", "the ledger says so")
        eventually(lambda: leaders.count("tollgate_quota_over_limit_gpus", root="research", team="speech") == 2, "and the metric does")
        assert not creates(erin, trainer(speech, "second"))
        assert len(erin.list("pods", speech)) == 1
    finally:
        limit(site, "speech", 4)
    eventually(lambda: ledger.condition("OverLimit") == "False", "all is well again")


def test_another_leader_goes_on_when_one_is_killed(leaders, ledger, speech, erin):
    assert creates(erin, trainer(speech, "first", 4))
    eventually(lambda: ledger.uses("speech") == 4, "the pod is counted")
    leaders.start()
    epoch = ledger.read()["status"]["epoch"]
    leader = leaders.leading()
    leader.process.send_signal(signal.SIGKILL)
    leader.process.wait()
    erin.kubectl("delete", "pod", "first", "-n", speech, "--grace-period=0", "--force")
    eventually(lambda: ledger.uses("speech") == 0, "the other one counts", seconds=60)
    assert ledger.read()["status"]["epoch"] > epoch
    assert creates(erin, trainer(speech, "second", 4))


def test_a_team_moves_to_another_tree_with_all_its_pods(leaders, ledger, speech, erin, site, cluster):
    products = CountedLedger(cluster, "products")
    assert creates(erin, trainer(speech, "first", 3))
    eventually(lambda: ledger.uses("speech") == 3, "the pod is counted")
    policy.edit(site, "Team", lambda d: d["spec"].update(parent="products"), name="speech")
    try:
        eventually(lambda: products.limit("speech") == 4 and products.uses("speech") == 3 and products.grants(), "it is counted in its new home", seconds=60)
        eventually(lambda: ledger.limit("speech") is None and ledger.uses("speech") == 0 and ledger.grants(), "and not in the old one", seconds=60)
        assert not creates(erin, trainer(speech, "second", 2))
        eventually(lambda: creates(erin, trainer(speech, "second", 1)), "what is left is granted")
    finally:
        policy.edit(site, "Team", lambda d: d["spec"].update(parent="research"), name="speech")
    eventually(lambda: ledger.limit("speech") == 4 and ledger.uses("speech") == 4 and ledger.grants(), "it has moved back", seconds=60)
