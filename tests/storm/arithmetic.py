"""Sums and limits over a tree of teams: the judge's own arithmetic, in the ledger's whole units."""

import collections

TOTAL, USER, JOB_TYPE, MODEL = "total", "user", "job type", "model"


def chain(spec, team):
    """The team and its ancestors, upwards."""
    while team:
        yield team
        team = spec.teams[team].parent


def units(spec, key, amount):
    weight = spec.weights.get((key.resource, key.pool))
    return amount * (spec.weights[key.resource, ""] if weight is None else weight)


def size(spec, cells):
    return sum(units(spec, key, amount) for key, amount in cells.items())


def buckets_of(spec, key):
    """Every bucket that an amount under this key counts in: (team, dimension, name)."""
    for team in chain(spec, key.team):
        yield team, TOTAL, ""
        yield team, USER, key.user
        yield team, JOB_TYPE, key.job_type
        yield team, MODEL, spec.pools.get(key.pool, "")


def limit_of(spec, bucket):
    """None: unlimited."""
    name, dimension, key = bucket
    team = spec.teams.get(name)
    if team is None:
        return None
    return {TOTAL: team.gpus, USER: team.per_user, JOB_TYPE: team.by_job_type.get(key), MODEL: team.by_model.get(key)}[dimension]


class Usage:
    """Units by bucket."""

    def __init__(self, spec):
        self.spec, self.buckets = spec, collections.Counter()

    def add(self, cells, sign=1):
        for key, amount in cells.items():
            for bucket in buckets_of(self.spec, key):
                self.buckets[bucket] += sign * units(self.spec, key, amount)
        return self

    def total(self, team):
        return self.buckets[team, TOTAL, ""]

    def held_back(self, limits, parent, child):
        """What the parent's other children are guaranteed and do not use."""
        return sum(max(0, team.guaranteed - self.total(name)) for name, team in limits.teams.items()
                   if team.parent == parent and name != child)


def merged_by_name(reservations):
    """name → cells: of several attempts for one name at most one can come to live."""
    names = {}
    for reservation in reservations:
        held = names.setdefault(reservation.name, {})
        for key, amount in reservation.cells.items():
            held[key] = max(held.get(key, 0), amount)
    return names


def increase(before, after):
    """What `after` has more than `before`, cell by cell."""
    return {key: amount - before.get(key, 0) for key, amount in after.items() if amount > before.get(key, 0)}


def charged(spec, cells, names):
    usage = Usage(spec).add(cells)
    for held in names.values():
        usage.add(held)
    return usage


def shortfalls(usage, limits, cells):
    """What these cells, which `usage` counts already, push over: (what, used, limit)."""
    for bucket in dict.fromkeys(bucket for key in cells for bucket in buckets_of(limits, key)):
        limit = limit_of(limits, bucket)
        if limit is not None and usage.buckets[bucket] > limit:
            yield bucket, usage.buckets[bucket], limit
    for team in {key.team for key in cells}:
        yield from _guarantees_broken(usage, limits, team)


def _guarantees_broken(usage, limits, team):
    child = None
    for parent in chain(limits, team):
        ceiling = limits.teams[parent].gpus
        if ceiling is not None:
            held_back = usage.held_back(limits, parent, child)
            if held_back and usage.total(parent) + held_back > ceiling:
                yield (parent, "guarantees of others", child or ""), usage.total(parent) + held_back, ceiling
        child = parent
