"""Quota with ledgers at the API server: exact for several webhooks, and clear about what cannot be counted."""

import concurrent.futures

import kubernetes
import pytest

from ledgers import GPU, Ledger
from objects import pod
from support import eventually
from webhook import Replicas, in_place_of

TEAMS = [("research", None, 8), ("vision", "research", 8), ("speech", "research", 8)]


@pytest.fixture(scope="module")
def replicas(running_webhook, cluster, policies, certificates, tmp_path_factory):
    """Three webhooks in place of the one, for this file."""
    several = Replicas(tmp_path_factory.mktemp("replicas"), policies, certificates, cluster.service_account("tollgate-system", "tollgate-webhook"))
    with in_place_of(running_webhook, several, cluster):
        yield several


@pytest.fixture
def ledger(replicas, cluster):
    ledger = Ledger(cluster, "research")
    ledger.delete()
    yield ledger
    ledger.delete()


@pytest.fixture
def speech(replicas, cluster):
    name = cluster.new_namespace("speech")
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


def trainer(namespace, name, gpus=1):
    return pod(namespace, name, labels={"job_type": "training"}, gpus=gpus)


def refusal_of(client, thing):
    """Why it was not created, by the official client; None when it was."""
    try:
        client.core.create_namespaced_pod(thing["metadata"]["namespace"], thing)
    except kubernetes.client.ApiException as error:
        return error.body
    return None


def test_of_many_pods_at_once_through_three_webhooks_exactly_those_that_fit_are_created(replicas, ledger, speech, erin):
    ledger.make(TEAMS)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        refusals = list(pool.map(lambda i: refusal_of(erin, trainer(speech, f"worker-{i}")), range(200)))
    assert refusals.count(None) == 8
    assert len(erin.list("pods", speech)) == 8
    assert all("exceeded quota" in refusal for refusal in refusals if refusal)
    assert len(ledger.reservations()) == 8
    judging = [webhook for webhook in replicas.webhooks if webhook.count("tollgate_admission_requests_total", phase="validate")]
    assert len(judging) > 1, "one swap of one replica may grant them all, but not judge them all"


def test_a_new_ledger_grants_nothing_until_it_was_counted(ledger, speech, erin):
    ledger.make(TEAMS, initialized=False)
    refused = erin.create(trainer(speech, "first"))
    assert refused.returncode == 1 and "is being counted for the first time" in refused.stderr
    ledger.patch("status", {"conditions": [{"type": "Initialized", "status": "True"}]})
    assert erin.create(trainer(speech, "first")).returncode == 0


def test_without_a_ledger_pods_with_gpus_are_refused_with_who_makes_it_and_others_are_not(ledger, speech, erin):
    refused = erin.create(trainer(speech, "first"))
    assert refused.returncode == 1
    assert "there is no quota ledger research yet; does tollgate-controller run?" in refused.stderr
    assert erin.create(pod(speech, "plain")).returncode == 0


def test_a_limit_that_was_changed_holds_for_the_next_pod(ledger, speech, erin):
    ledger.make(TEAMS)
    assert erin.create(trainer(speech, "first", 8)).returncode == 0
    assert "exceeded quota" in erin.create(trainer(speech, "second")).stderr
    spec = ledger.read()["spec"]
    ledger.patch("spec", {"teams": [{**team, "gpus": 9 * GPU} for team in spec["teams"]]})
    assert erin.create(trainer(speech, "second")).returncode == 0


def test_a_ledger_that_was_deleted_and_made_again_is_not_taken_for_the_old_one(ledger, speech, erin):
    ledger.make(TEAMS)
    assert erin.create(trainer(speech, "first", 8)).returncode == 0
    ledger.delete()
    ledger.make(TEAMS, initialized=False)
    assert "is being counted for the first time" in erin.create(trainer(speech, "second")).stderr


def test_a_newer_ledger_is_left_alone_and_stops_nobody_else(replicas, ledger, speech, erin):
    ledger.make(TEAMS)
    ledger.patch("spec", {"format": 2})
    before = ledger.read()
    refused = erin.create(trainer(speech, "first"))
    assert refused.returncode == 1 and "written by a newer Tollgate" in refused.stderr
    assert erin.create(pod(speech, "plain")).returncode == 0
    assert ledger.read() == before
    eventually(lambda: all(webhook.events("quota ledger not understood") for webhook in replicas.webhooks), "every replica says so")


def test_a_ledger_edited_by_hand_says_what_is_wrong_with_it(ledger, speech, erin):
    ledger.make(TEAMS)
    ledger.patch("status", {"keys": ["speech|erin|training|normal|kube|nvidia.com/gpu"], "cells": [{"k": 7, "a": 1}]})
    refused = erin.create(trainer(speech, "first"))
    assert refused.returncode == 1 and "status.cells[0]: k: there are only 1 keys" in refused.stderr


def test_a_trial_is_judged_and_not_counted(ledger, speech, erin):
    ledger.make(TEAMS)
    assert erin.create(trainer(speech, "trial", 8), "--dry-run=server").returncode == 0
    assert ledger.reservations() == []


def test_what_makes_no_sense_is_not_even_stored(ledger, cluster):
    ledger.make(TEAMS)
    for status in [{"cells": [{"k": 0, "a": -1}]}, {"epoch": -1}, {"reservations": [{"u": "1", "n": "ns/p"}]}]:
        with pytest.raises(AssertionError, match="invalid|Invalid"):
            ledger.patch("status", status)


def test_a_ledger_shows_its_state(ledger, cluster):
    ledger.make(TEAMS)
    header, row = cluster.kubectl("get", "quotaledger", "research").stdout.splitlines()
    assert header.split() == ["NAME", "INITIALIZED", "FROZEN", "EPOCH", "AGE"]
    assert row.split()[:3] == ["research", "True", "false"]
