"""A team's GPU quota is exact: what runs and what was just allowed is counted, what ended is free again."""

import concurrent.futures
import datetime
import json
import re

import pytest

from controller import Leaders
from ledgers import CountedLedger, Ledger
from objects import UNSCHEDULED, pod
from support import eventually
from webhook import Webhook, in_place_of


@pytest.fixture(scope="module", params=["memory", "api"])
def door(request, running_webhook, cluster, policies, certificates, lab, tmp_path_factory):
    """All of this holds wherever the ledgers are: in the one webhook, or at the API server with a controller that counts in them."""
    if request.param == "memory":
        yield running_webhook
        return
    accounts = {name: cluster.service_account("tollgate-system", f"tollgate-{name}") for name in ("webhook", "controller")}
    hook = Webhook(tmp_path_factory.mktemp("api-webhook"), policies, certificates, accounts["webhook"], ledger=("--ledger", "api"))
    leaders = Leaders(tmp_path_factory.mktemp("controllers"), policies, accounts["controller"], lab.environment)
    with in_place_of(running_webhook, hook, cluster):
        leaders.start()
        yield hook
        leaders.stop()
    for root in ("research", "products", "teaching"):
        Ledger(cluster, root).delete()


@pytest.fixture
def webhook(door):
    yield door
    if not door.is_running():
        door.start()


def trainer(namespace, name, gpus):
    return pod(namespace, name, labels={"job_type": "training"}, gpus=gpus)


def is_created(client, thing):
    return client.create(thing).returncode == 0


def test_a_full_quota_refuses_the_next_pod_until_another_is_deleted_or_has_finished(speech, erin, cluster):
    assert is_created(erin, trainer(speech, "first", 2))
    assert is_created(erin, trainer(speech, "second", 2))
    refused = erin.create(trainer(speech, "third", 1))
    assert refused.returncode == 1
    assert "[gpu-quota] exceeded quota: team speech requested 1 GPU, used" in refused.stderr
    assert "limit 4" in refused.stderr

    erin.kubectl("delete", "pod", "first", "-n", speech, "--wait=false")
    eventually(lambda: is_created(erin, trainer(speech, "third", 2)), "the deleted pod's GPUs are free")
    assert not is_created(erin, trainer(speech, "fourth", 1))

    cluster.kubectl("patch", "pod", "second", "-n", speech, "--subresource=status", "-p", json.dumps({"status": {"phase": "Succeeded"}}))
    eventually(lambda: is_created(erin, trainer(speech, "fourth", 2)), "the finished pod's GPUs are free")


def test_of_many_pods_at_once_exactly_those_that_fit_are_created(speech, erin):
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        created = list(pool.map(lambda i: is_created(erin, trainer(speech, f"worker-{i}", 1)), range(12)))
    assert created.count(True) == 4
    assert len(erin.list("pods", speech)) == 4


def test_a_refusal_names_who_holds_the_gpus_and_when_they_come_back(speech, erin, cluster):
    holder = trainer(speech, "first", 4)
    holder["spec"].update(UNSCHEDULED, activeDeadlineSeconds=3600)
    assert is_created(erin, holder)
    started = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    cluster.kubectl("patch", "pod", "first", "-n", speech, "--subresource=status", "-p", json.dumps({"status": {"startTime": started.isoformat()}}))
    held, back = (r"first \(erin, 4, until [0-9- ]*\d\d:\d\d UTC\)", r"Fits at about [0-9- ]*\d\d:\d\d UTC\. Fix: wait until GPUs are given back")
    eventually(lambda: re.search(rf"limit 4, free 0\. Largest holders: {held}\. {back}", erin.create(trainer(speech, "second", 1)).stderr),
               "the refusal says who and until when")


def test_a_webhook_that_starts_counts_what_is_there(speech, erin, webhook):
    assert is_created(erin, trainer(speech, "first", 4))
    webhook.stop()
    webhook.start()
    refused = erin.create(trainer(speech, "second", 1))
    assert "exceeded quota" in refused.stderr


def test_a_pod_that_somebody_else_refuses_gives_its_gpus_back(speech, erin, cluster, webhook):
    """ResourceQuota is asked after every webhook."""
    cluster.kubectl("create", "quota", "no-pods", "--hard=pods=0", "-n", speech)
    eventually(lambda: cluster.get("resourcequota", "no-pods", speech).get("status", {}).get("hard"), "the quota is at work")
    assert "exceeded quota: no-pods" in erin.create(trainer(speech, "first", 4)).stderr
    assert webhook.count("tollgate_quota_reservations", root="research") == 1
    cluster.kubectl("delete", "quota", "no-pods", "-n", speech)
    eventually(lambda: is_created(erin, trainer(speech, "second", 4)), "the refused pod's GPUs are free")


def test_a_trial_is_judged_and_not_counted(speech, erin):
    for _ in range(2):
        assert erin.create(trainer(speech, "trial", 4), "--dry-run=server").returncode == 0
    assert is_created(erin, trainer(speech, "first", 4))
    assert erin.create(trainer(speech, "trial", 1), "--dry-run=server").returncode == 1
