"""What goes wrong during a storm, on purpose: each kind in a thread of its own, counted."""

import collections
import random
import threading
import time

import tree
from cluster import LEDGERS, ApiError
from programs import Failure, eventually


class Chaos:
    def __init__(self, cluster, installation, settings, seed, quotas):
        self.cluster, self.installation, self.settings, self.quotas = cluster, installation, settings, quotas
        self.dice = random.Random(seed)
        self.counts, self.problems = collections.Counter(), []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._guarded, args=(act,), daemon=True) for act in (
            self._kill_replicas, self._kill_leaders, self._stall_watches, self._edit_limits, self._delete_ledger)]

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self):
        """Returns when nothing more goes wrong; what was undone, is done again."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _guarded(self, act):
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run did not do what it says
            self.problems.append(f"{act.__name__}: {type(error).__name__}: {error}")

    def _rest(self, seconds):
        """False when it is over."""
        return not self._over.wait(seconds)

    def _kill_replicas(self):
        """One after another; the last that is ready is spared, on a machine so slow that the others are not up again."""
        replicas = collections.deque(self.installation.replicas)
        while self._rest(self.settings["replica_kill_seconds"]):
            replicas.rotate(-1)
            if all(other.read("/readyz") is None for other in list(replicas)[1:]):
                continue
            replicas[0].kill()
            self.counts["replica kills"] += 1
            replicas[0].start()

    def _kill_leaders(self):
        while self._rest(self.settings["leader_kill_seconds"]):
            leader = self.installation.leader()
            if leader is None:
                continue
            leader.kill()
            self.counts["leader kills"] += 1
            self._rest(1)
            leader.start()

    def _stall_watches(self):
        """Longer than reservations live: the controllers' watches, the replicas', both."""
        stalls = self.installation.stalls
        for kinds in self._for_ever([("controller",), ("webhook",), ("controller", "webhook")]):
            if not self._rest(self.settings["stall_pause_seconds"]):
                return
            for kind in kinds:
                stalls[kind].begin()
            self.counts["watch stalls"] += 1
            self._rest(self.settings["stall_seconds"])
            for kind in kinds:
                stalls[kind].end()

    @staticmethod
    def _for_ever(items):
        while True:
            yield from items

    def _edit_limits(self):
        step = 0
        while self._rest(self.settings["edit_seconds"]):
            step += 1
            kinds = self.dice.sample(["webhook", "controller"], 2)
            self.installation.write_policies(tree.edited(self.quotas, step), kinds, self.dice.uniform(0, 1))
            self.counts["limit edits"] += 1
        self.installation.write_policies(self.quotas, ["webhook", "controller"], 0)

    def _delete_ledger(self):
        """The object goes and comes again; the second time not even its finalizer is respected."""
        for at, harsh in self.settings["delete_ledger"]:
            if not self._rest(at):
                return
            before = self.cluster.ledger()
            if before is None:
                raise Failure("there is no ledger to delete")
            self.cluster.ask("DELETE", f"{LEDGERS}/lab")
            if harsh:
                self._take_finalizers()
            self.counts["ledger deletions"] += 1
            eventually(lambda old=before: self._is_back(old), "a deleted ledger is there again, and counted", self.settings["recreate_seconds"])

    def _take_finalizers(self):
        for _ in range(20):
            try:
                self.cluster.ask("PATCH", f"{LEDGERS}/lab", {"metadata": {"finalizers": None}}, content_type="application/merge-patch+json")
                return
            except ApiError as error:
                if error.status == 404:
                    return
                time.sleep(0.05)

    def _is_back(self, before):
        now = self.cluster.ledger()
        conditions = (now or {}).get("status", {}).get("conditions", [])
        initialized = any(c["type"] == "Initialized" and c["status"] == "True" for c in conditions)
        return now is not None and now["metadata"]["uid"] != before["metadata"]["uid"] and initialized
