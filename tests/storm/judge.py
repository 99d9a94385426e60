"""Judges a run by etcd's own history: every revision of every pod and of the ledger of one team tree, in order.

What must hold, at every revision:

* no bucket (team, ancestor, user, job type, model) holds more than a limit that was in force since the pod that came last was
  granted, or another attempt for its name, and guarantees of others are untouched;
* whoever comes to live was granted before: his uid is among the ledger's reservations, or was in that of a ledger since deleted;
* the ledger's count is the exact sum over the pods of the revision it names, and whoever came later is still reserved;
* a grant fits the limits in the very object it is written to, changes nothing else, and is never made in a ledger that was not
  counted yet or is frozen;
* epoch and counted revision never go back.

Pure: values in, findings out.
"""

import collections
import dataclasses

import arithmetic
from records import PER_GPU


def gpus(amount):
    return f"{amount / PER_GPU:.3g}"


@dataclasses.dataclass
class Verdict:
    findings: list  # what did not hold, in words
    revisions: int  # the last one
    pod_events: int
    ledger_writes: int
    grants: int
    pods: set  # uids of all that ever held GPUs
    peaks: dict  # team → (most it ever held, the limit then)
    incarnations: int  # of the ledger


class Judge:
    """Fed with every event in the order of revisions; `site` is what the policy says of teams, pools and weights."""

    def __init__(self, site):
        self.site = site
        self.findings = []
        self.live = {}  # name → Pod that holds GPUs
        self.truth = arithmetic.Usage(site)
        self.changes = []  # (revision, cells, sign)
        self.came = {}  # uid → (revision, Pod), of those that live and that the ledger's count does not contain
        self.ledger = None
        self.limits = []  # (revision, spec), whenever it changed
        self.granted_at = {}  # uid → revision of the grant that made room for it
        self.pods = set()
        self.peaks = {}
        self.revision = self.pod_events = self.ledger_writes = self.incarnations = 0

    def verdict(self):
        return Verdict(self.findings, self.revision, self.pod_events, self.ledger_writes, len(self.granted_at), self.pods, self.peaks,
                       self.incarnations)

    def _find(self, revision, text):
        self.findings.append(f"revision {revision}: {text}")

    # Pods

    def pod(self, revision, name, pod):
        """`pod` is None when it was deleted."""
        self.revision, self.pod_events = revision, self.pod_events + 1
        before = self.live.pop(name, None)
        if pod and pod.cells:
            self.live[name] = pod
        if before and not (pod and pod.uid == before.uid and pod.cells == before.cells):
            self._change(revision, before.cells, -1)
            self.came.pop(before.uid, None)
        elif before:
            return  # something else about it
        if pod and pod.cells:
            self._change(revision, pod.cells, 1)
            self.pods.add(pod.uid)
            self.came[pod.uid] = (revision, pod)
            self._judge_arrival(revision, pod)

    def _change(self, revision, cells, sign):
        self.truth.add(cells, sign)
        self.changes.append((revision, cells, sign))

    def _judge_arrival(self, revision, pod):
        self._judge_promise(revision, pod)
        since = self.granted_at.get(pod.uid, revision)
        in_force = self._limits_since(since)
        if not in_force:
            return self._find(revision, f"{pod.name} came before there were limits")
        self._note_peaks(pod, in_force[-1])
        broken = [dict(self._by_what(limits, pod)) for limits in in_force]
        for what in set.intersection(*(set(one) for one in broken)):
            used, limit = broken[-1][what]
            self._find(revision, f"{' '.join(filter(None, what))} has {gpus(used)} of {gpus(limit)} GPUs with {pod.name}")

    def _by_what(self, limits, pod):
        for what, used, limit in arithmetic.shortfalls(self.truth, limits, pod.cells):
            yield what, (used, limit)

    def _judge_promise(self, revision, pod):
        if self.ledger and self.ledger.initialized:
            if pod.uid not in self.ledger.reservations:
                self._find(revision, f"{pod.name} ({pod.uid}) came to live without a reservation" + self._past_of(pod))
        elif pod.uid not in self.granted_at:
            self._find(revision, f"{pod.name} ({pod.uid}) came to live without ever being granted")

    def _past_of(self, pod):
        return f", though it was granted at revision {self.granted_at[pod.uid]}" if pod.uid in self.granted_at else ""

    def _limits_since(self, revision):
        """The specs in force at some time from that revision on."""
        first = max((i for i, (at, _) in enumerate(self.limits) if at <= revision), default=0)
        return [spec for _, spec in self.limits[first:]]

    def _note_peaks(self, pod, limits):
        for team in {name for key in pod.cells for name in arithmetic.chain(self.site, key.team)}:
            if self.truth.total(team) > self.peaks.get(team, (0, 0))[0]:
                self.peaks[team] = (self.truth.total(team), limits.teams[team].gpus)

    # The ledger

    def ledger_written(self, revision, ledger):
        """`ledger` is None when it was deleted."""
        self.revision, self.ledger_writes = revision, self.ledger_writes + 1
        before, self.ledger = self.ledger, ledger
        if ledger is None:
            return
        if not self.limits or self.limits[-1][1] != ledger.spec:
            self.limits.append((revision, ledger.spec))
        if before is None or before.uid != ledger.uid:
            self.incarnations += 1
            before = None
        granted = self._granted(before, ledger)
        for uid in granted:
            self.granted_at.setdefault(uid, self._since(revision, before, ledger.reservations[uid]))
        self._judge_order(revision, before, ledger)
        if granted:
            self._judge_grant(revision, before, ledger, granted)
        if ledger.initialized and (before is None or (before.cells, before.snapshot) != (ledger.cells, ledger.snapshot)):
            self._judge_count(revision, ledger)
        if ledger.initialized:
            self._judge_coverage(revision, ledger)

    @staticmethod
    def _granted(before, ledger):
        return [uid for uid in ledger.reservations if before is None or uid not in before.reservations]

    def _since(self, revision, before, reservation):
        """An attempt for a name that holds as much already is granted by what its name was granted."""
        same = [uid for uid, held in (before.reservations if before else {}).items() if held.name == reservation.name]
        if not same or arithmetic.increase(arithmetic.merged_by_name(before.reservations.values())[reservation.name], reservation.cells):
            return revision
        return min(self.granted_at[uid] for uid in same)

    def _judge_order(self, revision, before, ledger):
        if before is None:
            if ledger.initialized or ledger.reservations:
                self._find(revision, "a new ledger is initialised before its pods were counted")
            return
        if ledger.epoch < before.epoch:
            self._find(revision, f"epoch went back from {before.epoch} to {ledger.epoch}")
        if (ledger.snapshot or 0) < (before.snapshot or 0):
            self._find(revision, f"counted at {ledger.snapshot} after it was counted at {before.snapshot}")
        if before.initialized and not ledger.initialized:
            self._find(revision, "a counted ledger is no longer initialised")

    def _judge_grant(self, revision, before, ledger, granted):
        if not ledger.initialized:
            self._find(revision, "granted in a ledger that was not counted yet")
        if ledger.spec.frozen:
            self._find(revision, "granted in a frozen ledger")
        dropped = [uid for uid in (before.reservations if before else {}) if uid not in ledger.reservations]
        if before and (dropped or (before.cells, before.snapshot, before.epoch) != (ledger.cells, ledger.snapshot, ledger.epoch)):
            self._find(revision, "one write both granted and counted")
        names = arithmetic.merged_by_name(ledger.reservations.values())
        names_before = arithmetic.merged_by_name(before.reservations.values() if before else ())
        usage = arithmetic.charged(ledger.spec, ledger.cells, names)
        for uid in granted:
            reservation = ledger.reservations[uid]
            added = arithmetic.increase(names_before.get(reservation.name, {}), reservation.cells)
            for what, used, limit in arithmetic.shortfalls(usage, ledger.spec, added) if added else ():
                self._find(revision, f"granted {reservation.name}: {' '.join(filter(None, what))} is promised {gpus(used)} of {gpus(limit)} GPUs")
            self._judge_size(revision, ledger.spec, reservation)

    def _judge_size(self, revision, spec, reservation):
        whole = arithmetic.size(spec, reservation.cells)
        for team in {name for key in reservation.cells for name in arithmetic.chain(spec, key.team)}:
            most = spec.teams[team].per_pod
            if most is not None and whole > most:
                self._find(revision, f"granted {reservation.name} {gpus(whole)} GPUs, {team} allows a pod {gpus(most)}")

    def _judge_count(self, revision, ledger):
        if ledger.snapshot is None or ledger.snapshot > revision:
            return self._find(revision, f"counted at revision {ledger.snapshot}, which is not there yet")
        expected = self._cells_at(ledger.snapshot)
        for key in sorted(expected.keys() | ledger.cells.keys()):
            if expected.get(key, 0) != ledger.cells.get(key, 0):
                self._find(revision, f"counted {ledger.cells.get(key, 0)} for {'|'.join(key)} at revision {ledger.snapshot}, "
                                     f"where it was {expected.get(key, 0)}")

    def _cells_at(self, revision):
        """The raw amounts of that revision: those of now, and back."""
        cells = collections.Counter()
        for pod in self.live.values():
            cells.update(pod.cells)
        for at, changed, sign in reversed(self.changes):
            if at <= revision:
                break
            for key, amount in changed.items():
                cells[key] -= sign * amount
        return {key: amount for key, amount in cells.items() if amount}

    def _judge_coverage(self, revision, ledger):
        for uid, (since, pod) in list(self.came.items()):
            if ledger.snapshot is not None and since <= ledger.snapshot:
                del self.came[uid]
            elif uid not in ledger.reservations:
                self._find(revision, f"{pod.name} ({uid}), alive since revision {since}, is neither counted nor reserved")
                del self.came[uid]  # said once
