#!/usr/bin/env python3
"""`make quota-storm`: exact GPU quota on a real API server while everything around it fails.

Three webhook replicas behind one address, two controllers of which one leads, two API servers on one etcd. People ask for
thousands of distinct pods; a replica dies every second, the leader every ten, watches stall for longer than reservations live, limits
change, the ledger is deleted. Then etcd's own history is judged, revision by revision (judge.py).

Prints what it did and found. The last line is `ok: …` or `FAILED: …`, and the exit status follows it.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback

import history
import plan
import quiet
import records
import tree
from chaos import Chaos
from cluster import Cluster, refusing_hook
from installation import Installation
from judge import Judge, gpus
from programs import TOP, Failure, eventually

# A deleted ledger waits until its promises have ended, and the next one is counted for as long as a promise lasts: two times to live
# of somebody who leads, and with a leader killed every 10 s somebody leads for about half of the time. Half as much again to spare.
RECREATE_SECONDS = 120

FULL = {"pods": 5000, "clients": 64, "rate": 40, "hold": 40, "patience": 12, "ttl": 20, "share": "1", "limit": 1500, "probe": (4, 4),
        "chaos": {"replica_kill_seconds": 1, "leader_kill_seconds": 10, "stall_pause_seconds": 10, "stall_seconds": 25, "edit_seconds": 5,
                  "delete_ledger": [(40, False), (30, True)], "recreate_seconds": RECREATE_SECONDS}}
SMOKE = {"pods": 120, "clients": 16, "rate": 8, "hold": 8, "patience": 3, "ttl": 5, "share": "1/4", "limit": 120, "probe": (1, 1),
         "chaos": {"replica_kill_seconds": 1, "leader_kill_seconds": 7, "stall_pause_seconds": 3, "stall_seconds": 7, "edit_seconds": 4,
                   "delete_ledger": [(4, True)], "recreate_seconds": 40}}
REFUSED_PERCENT = 20


class Findings:
    """What did not hold; and what was seen, for the reader."""

    def __init__(self):
        self.problems = []

    def say(self, what, value):
        print(f"  {what:<34} {value}", flush=True)

    def expect(self, holds, problem):
        if not holds:
            self.problems.append(problem)
            print(f"  WRONG: {problem}", flush=True)


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a minute instead of many: everything happens, little of it")
    parser.add_argument("--tool", type=pathlib.Path, required=True, help="the program of tests/storm/load")
    parser.add_argument("--pods", type=int, default=os.environ.get("QUOTA_STORM_PODS"))
    parser.add_argument("--clients", type=int, default=os.environ.get("QUOTA_STORM_CLIENTS"))
    parser.add_argument("--rate", type=float, default=os.environ.get("QUOTA_STORM_RATE"), help="pods asked for in a second at most; 0: no limit")
    parser.add_argument("--seed", type=int, default=os.environ.get("QUOTA_STORM_SEED", "1"))
    parser.add_argument("--keep", action="store_true", help="leave etcd and all logs in the folder")
    options = parser.parse_args(arguments)
    settings = dict(SMOKE if options.smoke else FULL)
    settings.update({key: value for key in ("pods", "clients", "rate") if (value := getattr(options, key)) is not None})
    return options, settings


def load(cluster, settings, options, folder):
    """Everybody asks; returns the load's own summary when each pod has its verdict."""
    plan.write(folder / "plan.jsonl", plan.wishes(settings["pods"], options.seed, settings["hold"]))
    command = [options.tool, "create", *cluster.access(), "--plan", folder / "plan.jsonl", "--results", folder / "results.jsonl",
               "--clients", settings["clients"], "--rate", settings["rate"], "--patience", f"{settings['patience']}s", "--limit", f"{settings['limit']}s"]
    done = subprocess.run([str(part) for part in command], check=False, text=True, capture_output=True)
    if done.returncode:
        raise Failure(f"the load ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def outcomes(folder):
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


def tell_load(findings, summary, folder):
    verdicts = summary["verdicts"]
    findings.say("pods asked for", f"{summary['pods']} in {summary['seconds']:.0f} s, {summary['attempts']} attempts")
    findings.say("allowed", f"{verdicts.get('created', 0)}, and {verdicts.get('exists', 0)} found their name taken")
    findings.say("refused", f"{verdicts.get('over_quota', 0)} by quota, {verdicts.get('refused', 0)} by the other hook")
    findings.say("asked again after", ", ".join(f"{count} x {why}" for why, count in sorted(summary["retries"].items())) or "nothing")
    odd = [one for one in outcomes(folder) if one["verdict"] in ("unexpected", "again")]
    findings.expect(not odd, f"{len(odd)} pods without a proper verdict, as {odd[:1]}")
    findings.expect(verdicts.get("created", 0) > 0 and verdicts.get("over_quota", 0) > 0, "the storm did not reach the limits")


def calm(findings, cluster, settings):
    """What must hold once nothing goes wrong any more."""
    seconds = quiet.settle_seconds(cluster)
    findings.say("ledger = truth", f"within {seconds:.2f} s of the last change")
    findings.expect(seconds <= quiet.WITHIN, f"the ledger needed {seconds:.2f} s to come to the truth, {quiet.WITHIN:g} at most")
    findings.say("last reservation gone", f"after {quiet.expiry_seconds(cluster, settings['ttl']):.0f} s (TTL {settings['ttl']} s)")
    cluster.unregister("storm-refuse")
    probe, fitted = quiet.Probe(cluster, *settings["probe"]), []
    eventually(lambda: not cluster.kubectl("get", "validatingwebhookconfigurations", "storm-refuse", "--ignore-not-found"), "only our hooks are left")
    for team in tree.LEAVES:
        try:
            fitted.append(f"{team} {probe.fill(team)}")
        except Failure as failure:
            findings.expect(False, str(failure))
    findings.say("what was free was granted, exactly", ", ".join(fitted))


def judge_history(findings, cluster, folder):
    judge = Judge(tree.spec_of(tree.BASE))
    for prefix in (history.PODS, history.LEDGERS):
        history.close(cluster.etcd, prefix)
    began = time.monotonic()
    ours = set(tree.all_namespaces())
    for revision, key, stored in history.read(cluster.etcd, history.PODS, history.LEDGERS):
        if key.startswith(history.LEDGERS):
            judge.ledger_written(revision, records.ledger_of(stored) if stored else None)
        elif key.removeprefix(history.PODS).split("/")[0] in ours:
            judge.pod(revision, key, records.pod_of(stored) if stored else None)
    verdict = judge.verdict()
    findings.say("revisions judged", f"{verdict.revisions}: {verdict.pod_events} of pods, {verdict.ledger_writes} of the ledger, "
                                     f"in {time.monotonic() - began:.0f} s")
    findings.say("pods that came to live", f"{len(verdict.pods)} of {verdict.grants} grants; {verdict.incarnations} ledgers one after another")
    findings.say("most ever held, of the limit then", ", ".join(f"{team} {gpus(used)}/{gpus(limit)}" for team, (used, limit) in sorted(verdict.peaks.items())))
    for finding in verdict.findings[:20]:
        print(f"  WRONG: {finding}")
    findings.expect(not verdict.findings, f"{len(verdict.findings)} faults in the history, first: {(verdict.findings or [''])[0]}")
    lost = [one["name"] for one in outcomes(folder) if one["verdict"] == "created" and one["uid"] not in verdict.pods]
    findings.expect(not lost, f"{len(lost)} pods were created that the history does not know, as {lost[:1]}")


def storm(findings, options, settings, folder):
    cluster = Cluster(folder / "kube", api_servers=2)
    quotas = tree.scaled(tree.BASE, settings["share"])
    installation = Installation(cluster, folder, options.tool, settings["ttl"], quotas=quotas)
    chaos = Chaos(cluster, installation, settings["chaos"], options.seed, quotas)
    with contextlib.ExitStack() as stack:
        if not options.keep:
            stack.callback(cluster.stop)
        stack.callback(installation.stop)
        cluster.start()
        cluster.furnish()
        installation.start()
        cluster.register(json.dumps(refusing_hook(installation.start_refusing_hook(REFUSED_PERCENT), installation.certificates / "ca.crt")))
        eventually(lambda: (ledger := cluster.ledger()) and records.ledger_of(ledger).initialized, "the ledger was counted")
        chaos.start()
        try:
            summary = load(cluster, settings, options, folder)
        finally:
            chaos.stop()
        tell_load(findings, summary, folder)
        held = sum(stall.held() for stall in installation.stalls.values())
        findings.say("done to it", ", ".join(f"{count} {what}" for what, count in sorted(chaos.counts.items())) + f" ({held} connections held)")
        for problem in chaos.problems:
            findings.expect(False, problem)
        installation.heal()
        calm(findings, cluster, settings)
        installation.stop()
        cluster.stop_all_but_etcd()
        judge_history(findings, cluster, folder)


def main(arguments):
    options, settings = options_of(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    folder = TOP / "build" / "storm"
    folder.mkdir(parents=True, exist_ok=True)
    findings, began = Findings(), time.monotonic()
    print(f"quota storm: {settings['pods']} pods, {settings['clients']} clients, TTL {settings['ttl']} s, seed {options.seed}", flush=True)
    try:
        storm(findings, options, settings, folder)
    except Failure as failure:
        findings.expect(False, str(failure))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the last line must say that it failed
        traceback.print_exc()
        findings.expect(False, f"{type(error).__name__}: {error}")
    seconds = time.monotonic() - began
    if findings.problems:
        print(f"FAILED: {len(findings.problems)} problems in {seconds:.0f} s, first: {findings.problems[0].splitlines()[0]}")
        return 1
    print(f"ok: no bucket over at any revision, {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
