"""Pods and quota ledgers as etcd stores them, read into values. Knows the stored forms and nothing of the programs' code."""

import dataclasses
import typing
import urllib.parse

GPU_DOMAIN = "nvidia.com/"
POOL_LABEL = "tollgate.dev/pool"
GATE_DOMAIN = "tollgate.dev/"
ENDED = ("Succeeded", "Failed")
PER_GPU = 14_414_400  # the ledger's units


class CellKey(typing.NamedTuple):
    """What amounts are kept by. (The ledger's keys also have the tier, which no limit asks for.)"""

    team: str
    user: str
    job_type: str
    pool: str
    resource: str


Cells = dict[CellKey, int]


@dataclasses.dataclass(frozen=True)
class Pod:
    uid: str
    name: str  # namespace/name
    cells: Cells  # empty: it holds no GPUs, has ended, or still waits behind a gate


@dataclasses.dataclass(frozen=True)
class Team:
    parent: str = ""
    gpus: int | None = None
    guaranteed: int = 0
    by_model: dict[str, int] = dataclasses.field(default_factory=dict)
    by_job_type: dict[str, int] = dataclasses.field(default_factory=dict)
    per_user: int | None = None
    per_pod: int | None = None


@dataclasses.dataclass(frozen=True)
class Spec:
    teams: dict[str, Team]
    pools: dict[str, str]  # name → model
    weights: dict[tuple[str, str], int]  # (resource, pool, or "" for any) → units
    frozen: bool = False


@dataclasses.dataclass(frozen=True)
class Reservation:
    name: str
    cells: Cells


@dataclasses.dataclass(frozen=True)
class Ledger:
    uid: str  # of the object: a recreated ledger has another
    spec: Spec
    epoch: int
    snapshot: int | None
    initialized: bool
    cells: Cells
    reservations: dict[str, Reservation]  # by the pod's uid


def pod_of(stored):
    metadata, spec = stored["metadata"], stored["spec"]
    ended = stored.get("status", {}).get("phase") in ENDED
    gated = any(gate["name"].startswith(GATE_DOMAIN) for gate in spec.get("schedulingGates", []))
    cells = {} if ended or gated else _cells_of_pod(metadata.get("labels", {}), spec)
    return Pod(metadata["uid"], f"{metadata['namespace']}/{metadata['name']}", cells)


def _cells_of_pod(labels, spec):
    """Only what the storm's own pods have: plain containers, a selected pool, limits in whole numbers."""
    assert "initContainers" not in spec
    cells = {}
    for container in spec["containers"]:
        for resource, amount in container.get("resources", {}).get("limits", {}).items():
            if resource.startswith(GPU_DOMAIN):
                key = CellKey(labels["team"], labels["user"], labels["job_type"], spec["nodeSelector"][POOL_LABEL], resource)
                cells[key] = cells.get(key, 0) + int(amount)
    return cells


def ledger_of(stored):
    status = stored.get("status", {})
    keys = [_key_of(text) for text in status.get("keys", [])]
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions", [])}
    reservations = {r["u"]: Reservation(r["n"], _cells_of_ledger(r["c"], keys)) for r in status.get("reservations", [])}
    snapshot = status.get("snapshotRV", "")
    return Ledger(stored["metadata"]["uid"], spec_of(stored.get("spec", {})), status.get("epoch", 0), int(snapshot) if snapshot else None,
                  conditions.get("Initialized") == "True", _cells_of_ledger(status.get("cells", []), keys), reservations)


def _key_of(text):
    team, user, job_type, _tier, pool, resource = (urllib.parse.unquote(part) for part in text.split("|"))
    return CellKey(team, user, job_type, pool, resource)


def _cells_of_ledger(cells, keys):
    summed = {}
    for cell in cells:
        summed[keys[cell["k"]]] = summed.get(keys[cell["k"]], 0) + cell["a"]
    return {key: amount for key, amount in summed.items() if amount}


def spec_of(spec):
    def keyed(limits):
        return {limit["key"]: limit["gpus"] for limit in limits}

    teams = {t["name"]: Team(t.get("parent", ""), t.get("gpus"), t.get("guaranteed", 0), keyed(t.get("byModel", [])),
                             keyed(t.get("byJobType", [])), t.get("perUser"), t.get("perPod")) for t in spec.get("teams", [])}
    return Spec(teams, {p["name"]: p["model"] for p in spec.get("pools", [])},
                {(w["resource"], w.get("pool", "")): w["units"] for w in spec.get("weights", [])}, spec.get("frozen", False))
