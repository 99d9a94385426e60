"""QuotaLedger objects as the tests make and read them."""

import json

GPU = 14_414_400  # units


class Ledger:
    """The ledger of one tree, made by hand: as the controller would make it, and counted."""

    def __init__(self, cluster, root):
        self.cluster, self.root = cluster, root

    def make(self, teams, initialized=True):
        """`teams`: name, parent and GPUs of each."""
        spec = {"format": 1, "policyDigest": "by-hand", "frozen": False, "pools": [], "weights": [{"resource": "nvidia.com/gpu", "units": GPU}],
                "teams": [{"name": name, **({"parent": parent} if parent else {}), "gpus": gpus * GPU} for name, parent, gpus in teams]}
        self.cluster.kubectl("create", "-f", "-", stdin={"apiVersion": "tollgate.dev/v1alpha1", "kind": "QuotaLedger", "metadata": {"name": self.root}, "spec": spec})
        if initialized:
            self.patch("status", {"conditions": [{"type": "Initialized", "status": "True"}]})

    def patch(self, part, change):
        flags = ["--subresource=status"] if part == "status" else []
        self.cluster.kubectl("patch", "quotaledger", self.root, "--type=merge", *flags, "-p", json.dumps({part: change}))

    def read(self):
        """The object; empty when there is none, as between a ledger and the one that is made in its place."""
        return json.loads(self.cluster.kubectl("get", "quotaledger", self.root, "--ignore-not-found", "-o", "json").stdout or "{}")

    def reservations(self):
        return self.read().get("status", {}).get("reservations", [])

    def delete(self):
        self.cluster.kubectl("patch", "quotaledger", self.root, "--type=merge", "-p", '{"metadata":{"finalizers":null}}', check=False)
        self.cluster.kubectl("delete", "quotaledger", self.root, "--ignore-not-found")


class CountedLedger(Ledger):
    """One that the controller keeps."""

    def exists(self):
        return self.read() != {}

    def condition(self, kind):
        return self._condition_of(self.read(), kind)

    def grants(self):
        ledger = self.read()
        return self._condition_of(ledger, "Initialized") == "True" and not ledger["spec"].get("frozen", False)

    @staticmethod
    def _condition_of(ledger, kind):
        conditions = ledger.get("status", {}).get("conditions", [])
        return next((c["status"] for c in conditions if c["type"] == kind), None)

    def uses(self, team):
        """GPUs of pods that were counted; a cell that names no key is nobody's."""
        status = self.read().get("status", {})
        keys = dict(enumerate(status.get("keys", [])))
        return sum(cell["a"] for cell in status.get("cells", []) if keys.get(cell["k"], "").split("|")[0] == team)

    def limit(self, team):
        return next((row["gpus"] / GPU for row in self.read().get("spec", {}).get("teams", []) if row["name"] == team), None)
