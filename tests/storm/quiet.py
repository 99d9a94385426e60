"""After the storm: whether the ledger comes to the truth, forgets promises nobody keeps, and refuses nothing that fits."""

import time

import arithmetic
import records
import tree
from cluster import ApiError
from programs import Failure, eventually

WITHIN = 2.0  # seconds from a pod's last change to a ledger that is true
CHURNS = 5


def truth(cluster):
    summed = {}
    for stored in cluster.pods():
        for key, amount in records.pod_of(stored).cells.items():
            summed[key] = summed.get(key, 0) + amount
    return summed


def _counted(cluster):
    return records.ledger_of(cluster.ledger()).cells


def _is_true(cluster):
    return _counted(cluster) == truth(cluster)


def _end_some(cluster):
    charged = [pod for pod in cluster.pods() if records.pod_of(pod).cells]
    for stored in charged[:3]:
        metadata = stored["metadata"]
        cluster.ask("DELETE", f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}?gracePeriodSeconds=0")
    return len(charged[:3])


def settle_seconds(cluster):
    """The longest it takes from pods that end to a ledger that says so. The clock starts when the last end was acknowledged."""
    eventually(lambda: _is_true(cluster), "the ledger comes to the truth after the storm", 30)
    longest = 0.0
    for _ in range(CHURNS):
        if not _end_some(cluster):
            break
        began = time.monotonic()
        eventually(lambda: _is_true(cluster), "the ledger comes to the truth", 30)
        longest = max(longest, time.monotonic() - began)
    return longest


def expiry_seconds(cluster, ttl):
    """How long the last promises stay. They may stay for the time to live, and a little for who looks whether it is over."""
    began = time.monotonic()
    eventually(lambda: not records.ledger_of(cluster.ledger()).reservations, "no reservation is left", ttl + 20)
    return time.monotonic() - began


class Probe:
    """Fills what a team has left, exactly."""

    def __init__(self, cluster, users, kinds):
        self.cluster, self.users, self.kinds, self.number = cluster, users, kinds, 0

    def fill(self, team):
        """The GPUs that fitted, user by user and job type by job type."""
        kinds = [(job_type, pool) for job_type, (_, pools) in tree.JOB_TYPES.items() for pool in pools if pool != "slices"]
        return sum(self._fill(records.CellKey(team, f"prober-{user}", job_type, pool, "nvidia.com/gpu"))
                   for user in range(self.users) for job_type, pool in kinds[:self.kinds])

    def _fill(self, key):
        """Raises when a GPU was refused that fits, or granted that does not."""
        team = key.team
        ledger = records.ledger_of(self.cluster.ledger())
        free = self._free(ledger, key)
        left, most = free, (ledger.spec.teams[team].per_pod or 8 * records.PER_GPU) // records.PER_GPU
        while left:
            size = min(left, most)
            self._create(key, size)
            left -= size
        try:
            self._create(key, 1)
        except ApiError as error:
            if "exceeded quota" not in str(error):
                raise Failure(f"{team}: refused for another reason than its quota: {error}") from error
        else:
            raise Failure(f"{team}: a GPU was granted beyond the {free} that were free")
        eventually(lambda: _is_true(self.cluster) and not records.ledger_of(self.cluster.ledger()).reservations, "the probe's pods are counted", 30)
        return free

    def _free(self, ledger, key):
        """Whole GPUs that fit, by the judge's arithmetic over what is alive."""
        usage = arithmetic.Usage(ledger.spec).add(truth(self.cluster))
        free = 0
        while not list(arithmetic.shortfalls(usage.add({key: 1}), ledger.spec, {key: 1})):
            free += 1
        return free

    def _create(self, key, gpus):
        self.number += 1
        body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"probe-{self.number}", "labels": {"job_type": key.job_type}},
                "spec": {"containers": [{"name": "main", "image": "registry.example.com/base/pytorch:2.9", "resources": {"limits": {key.resource: gpus}}}],
                         "nodeSelector": {records.POOL_LABEL: key.pool}}}
        path = f"/api/v1/namespaces/{tree.namespaces(key.team)[0]}/pods"
        try:
            self.cluster.ask("POST", path, body, user=f"oidc:{key.user}")
        except ApiError as error:
            if error.status != 403:
                raise Failure(f"{key.team}: a probe for {gpus} GPUs had no verdict: {error}") from error
            raise
