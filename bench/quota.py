#!/usr/bin/env python3
"""`make bench-quota`: what exact GPU quota costs on a real API server, beside the same API server without any webhook.

Three webhook replicas, one leading controller, one API server on one etcd, all on this machine's cores, and the clients too: look at
ratios. With and without alternate within one run; a ratio is the median of the rounds' own. Pods are created and stay unscheduled, so
that no scheduler's work is in either figure. Writes build/bench/quota.json; the last line is `ok: …`, or `FAILED: …` with the targets missed.
"""

import argparse
import contextlib
import json
import pathlib
import signal
import statistics
import sys
import time
import traceback

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests/storm"))
import history  # noqa: E402: found by the line above
import quiet  # noqa: E402
import records  # noqa: E402
import tree  # noqa: E402
from cluster import LEDGERS, ApiError, Cluster  # noqa: E402
from installation import Installation  # noqa: E402
from programs import BIN, Failure, eventually  # noqa: E402
from programs import run as command_output  # noqa: E402

TTL = 30
FULL = {"rounds": 3, 64: 800, 8: 400, 1: 150, "puts": 150, "quiet_seconds": 30}
SMOKE = {"rounds": 1, 64: 64, 8: 32, 1: 10, "puts": 10, "quiet_seconds": 3}
NOBODY = "nobody"  # a scheduler that is not there
# figure → (at least or at most, target, what it is)
TARGETS = {
    "creates_ratio_64_clients": (">=", 0.70, "creates/s with quota, of those without any webhook, 64 clients"),
    "creates_ratio_8_clients": (">=", 0.45, "the same, 8 clients"),
    "added_latency_over_a_put_ms": ("<=", 1.0, "what quota adds to one create at p50, less one write of the ledger, ms"),
    "confirm_pass_ms": ("<=", 20.0, "confirm pass, 1,000 reservations and 20,000 live pods, ms"),
    "status_kib": ("<=", 600.0, "the ledger's status then, KiB"),
    "steady_writes": ("<=", 0, "writes to ledgers and team quotas while nothing happens"),
}


class Bench:
    def __init__(self, cluster, installation, tool, folder, sizes):
        self.cluster, self.installation, self.tool, self.folder, self.sizes = cluster, installation, tool, folder, sizes
        self.number, self.seen, self.sample = 0, {}, None

    def measure(self):
        for _ in range(self.sizes["rounds"]):
            for with_quota in (False, True):
                self._switch(with_quota)
                for clients in (64, 8, 1):
                    self.seen.setdefault((clients, with_quota), []).append(self._creates(clients, with_quota))
            self.installation.rest()  # the controller would tidy up what is written next
            self.seen.setdefault("put", []).append(self._put())

    def _wishes(self, count):
        for _ in range(count):
            self.number += 1
            team = tree.LEAVES[self.number % len(tree.LEAVES)]
            yield {"namespace": tree.namespaces(team)[self.number % 2], "name": f"bench-{self.number}", "user": f"oidc:{tree.users(team)[self.number % 5]}",
                   "groups": ["storm", "system:authenticated"], "labels": {"job_type": "training"}, "pool": "kube", "resource": "nvidia.com/gpu",
                   "amount": 1, "copies": 1, "scheduler": NOBODY}

    def _creates(self, clients, with_quota):
        self._run(clients, self.sizes[clients] // 10 + clients)  # caches are filled before anything is measured
        said = self._run(clients, self.sizes[clients])
        if with_quota:
            self.sample = self.cluster.ledger()
        self._clear(with_quota)
        return said

    def _run(self, clients, count):
        plan = self.folder / "plan.jsonl"
        plan.write_text("".join(json.dumps(wish) + "\n" for wish in self._wishes(count)))
        said = self._storm("create", "--plan", plan, "--results", self.folder / "results.jsonl", "--clients", clients)
        if said["verdicts"].get("created") != count:
            raise Failure(f"not every pod was created: {said}")
        return said

    def _storm(self, command, *arguments):
        return json.loads(command_output(self.tool, command, *self.cluster.access(), *arguments))

    def _switch(self, wanted):
        """Without, nothing of ours runs: what counts pods would take processor time from the other figure."""
        if wanted:
            self.installation.heal()
            self.cluster.register(self.installation.registration())
        else:
            self.cluster.unregister("tollgate")
            self.installation.rest()
        # API servers hear of it a moment later; a pod of nobody's user label shows whether the webhook is asked.
        eventually(lambda: self._is_asked() is wanted, "the API server knows which webhooks there are")

    def _is_asked(self):
        team = tree.LEAVES[0]
        body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "probe", "labels": {"job_type": "training"}},
                "spec": {"containers": [{"name": "main", "image": "registry.example.com/base:1"}]}}
        try:
            answer = self.cluster.ask("POST", f"/api/v1/namespaces/{tree.namespaces(team)[0]}/pods?dryRun=All", body, user=f"oidc:{tree.users(team)[0]}")
        except ApiError:
            return None  # it is asked, and not there
        return "team" in answer["metadata"].get("labels", {})

    def _clear(self, with_quota):
        for name in tree.all_namespaces():
            self.cluster.ask("DELETE", f"/api/v1/namespaces/{name}/pods?gracePeriodSeconds=0")
        eventually(lambda: not self.cluster.pods(), "the pods are gone")
        if with_quota:
            eventually(self._is_idle, "the ledger is empty", TTL + 30)

    def _is_idle(self):
        ledger = records.ledger_of(self.cluster.ledger())
        return not ledger.reservations and not ledger.cells

    def _put(self):
        """One write of a ledger as it was when one client asked, by a client that does nothing else."""
        name = "bench-scratch"
        body = {key: self.sample[key] for key in ("apiVersion", "kind", "spec")}
        made = self.cluster.ask("POST", LEDGERS, {**body, "metadata": {"name": name}})
        self.cluster.ask("PUT", f"{LEDGERS}/{name}/status", {**made, "status": self.sample["status"]})
        try:
            return self._storm("put", "--path", f"{LEDGERS}/{name}", "--subresource", "/status", "--count", self.sizes["puts"])
        finally:
            self.cluster.ask("DELETE", f"{LEDGERS}/{name}")

    def steady_writes(self):
        """Keys that were written while pods ran and nothing happened."""
        self._switch(True)
        self._run(8, 100)
        eventually(lambda: records.ledger_of(self.cluster.ledger()).cells == quiet.truth(self.cluster), "the pods are counted")
        eventually(lambda: not records.ledger_of(self.cluster.ledger()).reservations, "no reservation is left", TTL + 30)
        time.sleep(2)  # the projection for people is at most a second behind
        before = history.versions(self.cluster.etcd, "/registry/tollgate.dev/")
        time.sleep(self.sizes["quiet_seconds"])
        after = history.versions(self.cluster.etcd, "/registry/tollgate.dev/")
        return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))

    def figures(self):
        figures = {}
        for clients in (64, 8):
            without, quota = (self._rates(clients, with_quota) for with_quota in (False, True))
            figures[f"creates_per_s_{clients}_clients_without"] = statistics.median(without)
            figures[f"creates_per_s_{clients}_clients_with"] = statistics.median(quota)
            figures[f"creates_ratio_{clients}_clients"] = statistics.median(b / a for a, b in zip(without, quota, strict=True))
        for name, with_quota in (("without", False), ("with", True)):
            figures[f"create_p50_ms_{name}"] = statistics.median(one["p50_us"] for one in self.seen[1, with_quota]) / 1000
        figures["ledger_put_p50_ms"] = statistics.median(one["p50_us"] for one in self.seen["put"]) / 1000
        figures["ledger_put_bytes"] = self.seen["put"][-1]["bytes"]
        figures["added_latency_ms"] = figures["create_p50_ms_with"] - figures["create_p50_ms_without"]
        figures["added_latency_over_a_put_ms"] = figures["added_latency_ms"] - figures["ledger_put_p50_ms"]
        return figures

    def _rates(self, clients, with_quota):
        return [one["pods"] / one["seconds"] for one in self.seen[clients, with_quota]]


def confirm_figures(smoke):
    """One pass over 1,000 reservations and 20,000 live pods, to the status as text: no API server in it."""
    said = json.loads(command_output(BIN / "bench_confirm", 1000, 20000, 3 if smoke else 100))
    return {"confirm_pass_ms": said["confirm_pass_ms"], "confirm_pass_p99_ms": said["p99_ms"], "status_kib": said["status_kib"]}


def generous():
    """The storm's tree, with room for everything that is measured."""
    return {name: {key: quota[key] for key in ("parent",) if key in quota} | {"gpus": 100_000, "perUser": 50_000, "byJobType": {"training": 50_000}}
            for name, quota in tree.BASE.items()}


def run(options, sizes, folder):
    cluster = Cluster(folder / "kube", api_servers=1)
    installation = Installation(cluster, folder, options.tool, TTL, controllers=1, quotas=generous())
    with contextlib.ExitStack() as stack:
        stack.callback(cluster.stop)
        stack.callback(installation.stop)
        cluster.start()
        cluster.furnish()
        installation.start()
        eventually(lambda: (ledger := cluster.ledger()) and records.ledger_of(ledger).initialized, "the ledger was counted", TTL + 60)
        bench = Bench(cluster, installation, options.tool, folder, sizes)
        bench.measure()
        written = bench.steady_writes()
        return {**bench.figures(), "steady_writes": len(written), **({"written": written} if written else {})}


def missed(figures):
    for figure, (sense, target, _) in TARGETS.items():
        value = figures.get(figure)
        if value is None or (value < target if sense == ">=" else value > target):
            yield f"{figure} {'not measured' if value is None else format(value, '.3g')} (target {sense} {target:g})"


def show(figures):
    print("| what | target | seen |\n|---|---|---|")
    for figure, (sense, target, what) in TARGETS.items():
        value = figures.get(figure)
        print(f"| {what} | {sense} {target:g} | {'-' if value is None else format(value, '.3g')} |")
    print("\n| figure | value |\n|---|---|")
    for figure, value in figures.items():
        print(f"| `{figure}` | {value if isinstance(value, list) else format(value, '.2f')} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", type=pathlib.Path, required=True, help="the program of tests/storm/load")
    parser.add_argument("--smoke", action="store_true", help="a minute, for whether it runs: no verdict on the figures")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    folder = TOP / "build/bench/quota"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        figures = {**run(options, SMOKE if options.smoke else FULL, folder), **confirm_figures(options.smoke)}
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the last line must say that it failed
        if not isinstance(problem, Failure):
            traceback.print_exc()
        print(f"FAILED: {type(problem).__name__}: {problem}".replace("\n", " "))
        return 1
    target = TOP / "build/bench" / ("quota-smoke.json" if options.smoke else "quota.json")
    target.write_text(json.dumps({**figures, "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}, indent=2) + "\n")
    show(figures)
    problems = [] if options.smoke else list(missed(figures))
    print(f"FAILED: {'; '.join(problems)}" if problems else "ok: every target met" if not options.smoke else "ok: everything ran")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
