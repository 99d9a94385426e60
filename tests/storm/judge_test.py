#!/usr/bin/env python3
"""The judge of the storm lets a right history pass, and finds what is wrong in each doctored one."""

import unittest

import records
from judge import Judge
from records import PER_GPU, CellKey, Ledger, Pod, Reservation, Spec, Team

GPU, SLICE = "nvidia.com/gpu", "nvidia.com/mig-1g.10gb"


def spec(**changed):
    teams = {"lab": Team(gpus=8 * PER_GPU), "red": Team("lab", gpus=6 * PER_GPU, guaranteed=2 * PER_GPU, per_user=4 * PER_GPU),
             "blue": Team("lab", by_job_type={"training": 4 * PER_GPU}, per_pod=4 * PER_GPU)}
    teams.update(changed)
    return Spec(teams, {"kube": "h100"}, {(GPU, ""): PER_GPU, (SLICE, ""): PER_GPU // 7})


def cells(team, amount, user="ann", job_type="training", resource=GPU):
    return {CellKey(team, user, job_type, "kube", resource): amount}


class Story:
    """A history, told step by step; by default everything goes as it should."""

    def __init__(self):
        self.judge, self.revision = Judge(spec()), 10
        self.ledger = Ledger("first", spec(), 1, None, False, {}, {})
        self.alive = {}
        self.write()
        self.write(initialized=True, snapshot=self.revision)

    def write(self, **changes):
        self.revision += 1
        self.ledger = Ledger(**{**vars(self.ledger), **changes})
        self.judge.ledger_written(self.revision, self.ledger)

    def grant(self, name, held, uid=None):
        self.write(reservations={**self.ledger.reservations, uid or name: Reservation(f"ns/{name}", held)})

    def appear(self, name, held, uid=None):
        self.revision += 1
        self.alive[name] = held
        self.judge.pod(self.revision, f"ns/{name}", Pod(uid or name, f"ns/{name}", held))

    def create(self, name, held):
        self.grant(name, held)
        self.appear(name, held)

    def end(self, name):
        self.revision += 1
        del self.alive[name]
        self.judge.pod(self.revision, f"ns/{name}", Pod(name, f"ns/{name}", {}))

    def delete(self, name):
        self.revision += 1
        self.alive.pop(name, None)
        self.judge.pod(self.revision, f"ns/{name}", None)

    def count(self, drop=(), **changes):
        summed = {}
        for held in self.alive.values():
            for key, amount in held.items():
                summed[key] = summed.get(key, 0) + amount
        gone = [*self.alive, *drop]
        kept = {uid: r for uid, r in self.ledger.reservations.items() if uid not in gone}
        self.write(**{"cells": summed, "snapshot": self.revision, "reservations": kept, **changes})

    def findings(self):
        return self.judge.verdict().findings


class RightHistories(unittest.TestCase):
    def setUp(self):
        self.story = Story()

    def tearDown(self):
        self.assertEqual(self.story.findings(), [])

    def test_up_to_the_limit(self):
        self.story.create("a", cells("red", 4))
        self.story.create("b", cells("red", 2, user="bob"))
        self.story.count()
        self.assertEqual(self.story.judge.verdict().peaks["red"], (6 * PER_GPU, 6 * PER_GPU))

    def test_what_ended_or_was_deleted_is_free_once_counted(self):
        self.story.create("a", cells("red", 4))
        self.story.create("b", cells("red", 2, user="bob"))
        self.story.end("a")
        self.story.delete("b")
        self.story.count(drop=("a", "b"))
        self.story.create("c", cells("red", 4))
        self.story.create("d", cells("red", 2, user="bob"))

    def test_seven_slices_are_one_gpu_exactly(self):
        self.story.create("a", cells("red", 3))
        self.story.create("b", cells("red", 7, resource=SLICE))
        self.story.count()

    def test_attempts_for_one_name_count_once(self):
        for attempt in range(5):
            self.story.grant("a", cells("red", 4), uid=f"attempt-{attempt}")
        self.story.appear("a", cells("red", 4), uid="attempt-2")

    def test_a_limit_lowered_below_use_is_no_fault(self):
        self.story.create("a", cells("red", 4))
        self.story.count()
        self.story.write(spec=spec(red=Team("lab", gpus=PER_GPU)))

    def test_a_pod_may_come_after_the_limit_that_granted_it_was_lowered(self):
        self.story.grant("a", cells("red", 4))
        self.story.write(spec=spec(red=Team("lab", gpus=PER_GPU)))
        self.story.appear("a", cells("red", 4))

    def test_an_attempt_for_a_name_is_granted_by_what_its_name_was_granted(self):
        self.story.grant("a", cells("red", 4), uid="attempt-1")
        self.story.write(spec=spec(red=Team("lab", gpus=PER_GPU)))
        self.story.grant("a", cells("red", 4), uid="attempt-2")
        self.story.appear("a", cells("red", 4), uid="attempt-2")

    def test_a_count_may_be_of_a_revision_before_the_last(self):
        self.story.create("a", cells("red", 1))
        at, summed = self.story.revision, cells("red", 1)
        self.story.create("b", cells("red", 1))
        self.story.write(cells=summed, snapshot=at, reservations={"b": self.story.ledger.reservations["b"]})

    def test_a_pod_granted_by_a_deleted_ledger_may_come_before_the_next_one_is_counted(self):
        self.story.grant("a", cells("red", 4))
        self.story.judge.ledger_written(self.story.revision + 1, None)
        self.story.revision += 1
        self.story.write(uid="second", initialized=False, snapshot=None, reservations={}, epoch=0)
        self.story.appear("a", cells("red", 4))
        self.story.count(initialized=True)

    def test_unused_guarantees_are_the_teams_own(self):
        self.story.create("a", cells("blue", 4))
        self.story.create("b", cells("blue", 2, job_type="other"))
        self.story.create("c", cells("red", 2))


class DoctoredHistories(unittest.TestCase):
    def setUp(self):
        self.story = Story()

    def assert_found(self, *parts):
        self.assertTrue(any(all(part in found for part in parts) for found in self.story.findings()), self.story.findings())

    def test_one_gpu_too_many(self):
        self.story.create("a", cells("red", 4))
        self.story.create("b", cells("red", 3, user="bob"))
        self.assert_found("granted ns/b", "red total is promised 7 of 6 GPUs")
        self.assert_found("red total has 7 of 6 GPUs with ns/b")

    def test_one_slice_too_many(self):
        self.story.create("a", cells("red", 3))
        self.story.create("b", cells("red", 8, resource=SLICE))
        self.assert_found("red user ann")

    def test_over_a_job_types_limit(self):
        self.story.create("a", cells("blue", 4))
        self.story.create("b", cells("blue", 1))
        self.assert_found("blue job type training", "5 of 4")

    def test_over_an_ancestors_limit(self):
        self.story.create("a", cells("red", 6, user="bob"))
        self.story.create("b", cells("blue", 3))
        self.assert_found("lab total", "9 of 8")

    def test_a_guarantee_eaten(self):
        self.story.create("a", cells("blue", 4))
        self.story.create("b", cells("blue", 3, job_type="other"))
        self.assert_found("lab guarantees of others blue")

    def test_a_pod_larger_than_a_pod_may_be(self):
        self.story.create("a", cells("blue", 5, job_type="other"))
        self.assert_found("blue allows a pod 4")

    def test_a_grant_after_the_limit_was_lowered(self):
        self.story.write(spec=spec(red=Team("lab", gpus=PER_GPU)))
        self.story.create("a", cells("red", 2))
        self.assert_found("red total has 2 of 1")

    def test_a_larger_attempt_for_a_name_after_the_limit_was_lowered(self):
        self.story.grant("a", cells("red", 2), uid="attempt-1")
        self.story.write(spec=spec(red=Team("lab", gpus=PER_GPU)))
        self.story.grant("a", cells("red", 3), uid="attempt-2")
        self.story.appear("a", cells("red", 3), uid="attempt-2")
        self.assert_found("granted ns/a", "red total is promised 3 of 1")
        self.assert_found("red total has 3 of 1")

    def test_a_pod_nobody_granted(self):
        self.story.appear("a", cells("red", 1))
        self.assert_found("ns/a", "without a reservation")

    def test_a_reservation_that_ended_too_early(self):
        self.story.grant("a", cells("red", 1))
        self.story.count(drop=("a",))
        self.story.appear("a", cells("red", 1))
        self.assert_found("ns/a", "without a reservation, though it was granted")

    def test_a_reservation_dropped_by_an_older_count(self):
        before = self.story.revision
        self.story.create("a", cells("red", 1))
        self.story.write(cells={}, snapshot=before, reservations={})
        self.assert_found("ns/a", "neither counted nor reserved")

    def test_a_count_that_forgot_a_pod(self):
        self.story.create("a", cells("red", 1))
        self.story.count(cells={})
        self.assert_found("counted 0 for red|ann|training|kube|nvidia.com/gpu", "where it was 1")

    def test_a_count_that_kept_a_pod_that_ended(self):
        self.story.create("a", cells("red", 1))
        self.story.end("a")
        self.story.count(cells=cells("red", 1))
        self.assert_found("counted 1", "where it was 0")

    def test_a_count_of_the_future(self):
        self.story.count(snapshot=self.story.revision + 100)
        self.assert_found("not there yet")

    def test_an_older_leader(self):
        self.story.count(epoch=2)
        self.story.count(epoch=1)
        self.assert_found("epoch went back from 2 to 1")

    def test_a_count_older_than_the_last(self):
        self.story.count(snapshot=self.story.revision - 1)
        self.story.count(snapshot=self.story.revision - 3)
        self.assert_found("after it was counted at")

    def test_a_grant_in_a_recreated_ledger_before_its_count(self):
        self.story.judge.ledger_written(self.story.revision + 1, None)
        self.story.revision += 1
        self.story.write(uid="second", initialized=False, snapshot=None, reservations={})
        self.story.create("a", cells("red", 1))
        self.assert_found("not counted yet")

    def test_a_pod_of_a_deleted_ledger_that_the_next_one_does_not_know(self):
        self.story.grant("a", cells("red", 4))
        self.story.judge.ledger_written(self.story.revision + 1, None)
        self.story.revision += 1
        self.story.write(uid="second", initialized=False, snapshot=None, reservations={})
        self.story.count(initialized=True)
        self.story.appear("a", cells("red", 4))
        self.assert_found("ns/a", "without a reservation")

    def test_a_grant_in_a_frozen_ledger(self):
        self.story.write(spec=Spec(**{**vars(spec()), "frozen": True}))
        self.story.create("a", cells("red", 1))
        self.assert_found("frozen")

    def test_a_write_that_grants_and_counts(self):
        self.story.create("a", cells("red", 1))
        self.story.count(reservations={"b": Reservation("ns/b", cells("red", 1))})
        self.assert_found("both granted and counted")


class StoredForms(unittest.TestCase):
    def stored_pod(self, **spec_and_status):
        return {"metadata": {"uid": "u", "namespace": "ns", "name": "a", "labels": {"team": "red", "user": "ann", "job_type": "training"}},
                "spec": {"containers": [{"resources": {"limits": {GPU: "2", "cpu": "1"}}}, {"resources": {"limits": {GPU: "1"}}}],
                         "nodeSelector": {"tollgate.dev/pool": "kube"}, **spec_and_status.get("spec", {})},
                "status": spec_and_status.get("status", {"phase": "Pending"})}

    def test_a_pod_is_charged_for_all_its_containers_until_it_has_ended(self):
        self.assertEqual(records.pod_of(self.stored_pod()), Pod("u", "ns/a", cells("red", 3)))
        self.assertEqual(records.pod_of(self.stored_pod(status={"phase": "Failed"})).cells, {})

    def test_a_pod_behind_a_gate_of_ours_is_not_charged(self):
        gates = {"schedulingGates": [{"name": "tollgate.dev/quota"}]}
        self.assertEqual(records.pod_of(self.stored_pod(spec=gates)).cells, {})

    def test_a_ledger(self):
        stored = {"metadata": {"uid": "l"},
                  "spec": {"format": 1, "frozen": False, "teams": [{"name": "red", "gpus": 5, "byJobType": [{"key": "training", "gpus": 3}], "perPod": 2}],
                           "pools": [{"name": "kube", "model": "h100"}], "weights": [{"resource": GPU, "units": PER_GPU}]},
                  "status": {"epoch": 3, "snapshotRV": "77", "conditions": [{"type": "Initialized", "status": "True"}],
                             "keys": ["red|ann|training|normal|kube|nvidia.com/gpu", "red|b%7Cb|training|low|kube|nvidia.com/gpu"],
                             "cells": [{"k": 0, "a": 4}], "reservations": [{"u": "x", "n": "ns/x", "c": [{"k": 1, "a": 2}], "age": 9}]}}
        ledger = records.ledger_of(stored)
        self.assertEqual((ledger.uid, ledger.epoch, ledger.snapshot, ledger.initialized), ("l", 3, 77, True))
        self.assertEqual(ledger.cells, cells("red", 4))
        self.assertEqual(ledger.reservations, {"x": Reservation("ns/x", cells("red", 2, user="b|b"))})
        self.assertEqual(ledger.spec.teams["red"], Team(gpus=5, by_job_type={"training": 3}, per_pod=2))


if __name__ == "__main__":
    unittest.main()
