"""tollgate-webhook as the tests run it, and its registration at the API server."""

import contextlib
import json
import ssl
import subprocess
import uuid

from objects import pod
from processes import PROGRAMS, Program, free_port
from splitter import Splitter
from support import TOP, eventually

SERVICE = "tollgate-system/tollgate-webhook"  # of type ExternalName in the lab: tests/lab/kustomize


class Webhook(Program):
    """By default with ledgers in its own memory: most tests have no controller that would make any."""

    def __init__(self, folder, policies, certificates, kubeconfig, ledger=("--ledger", "memory", "--reservation-ttl", "5s")):
        self.policies, self.certificates, self.kubeconfig = policies, certificates, kubeconfig
        self.decision_log = folder / "decisions.jsonl"
        self.port = free_port()
        super().__init__("tollgate-webhook", [
            "--policies", policies, "--cert", certificates / "tls.crt", "--key", certificates / "tls.key", "--kubeconfig", kubeconfig,
            "--listen", f"127.0.0.1:{self.port}", "--decision-log", self.decision_log, "--drain-grace", "0s",
            *ledger], folder / "webhook.log")

    def decisions(self, **fields):
        """The lines of its decision log in which these fields have these values."""
        if not self.decision_log.exists():
            return []
        decisions = [json.loads(line) for line in self.decision_log.read_text().splitlines()]
        return [decision for decision in decisions if fields.items() <= decision.items()]

    def is_up_to_date(self):
        return self.count("tollgate_policy_up_to_date") == 1

    def registration(self, *form, ca=None):
        """What `tollgate webhook-config` writes for this webhook: by service, or `--url`."""
        form = form or ("--service", f"{SERVICE}:{self.port}")
        ca = ca or self.certificates / "ca.crt"
        return subprocess.run([PROGRAMS / "tollgate", "webhook-config", *form, "--ca-file", ca, "--policies", self.policies],
                              cwd=TOP, check=True, text=True, stdout=subprocess.PIPE).stdout

    def base_url(self):
        return f"https://127.0.0.1:{self.port}"

    def served_certificate(self):
        return ssl.get_server_certificate(("127.0.0.1", self.port))

    def is_called_by(self, cluster):
        """Whether the API server asks this webhook about a new pod, at both doors; leaves nothing behind."""
        name, edited = f"probe-{uuid.uuid4().hex[:8]}", self.count("tollgate_admission_requests_total", phase="mutate")
        cluster.create(pod("vision-probe", name), "--dry-run=server")
        return self.decisions(name=name) and self.count("tollgate_admission_requests_total", phase="mutate") > edited


class Replicas:
    """Several webhooks with one ledger at the API server, behind one port."""

    def __init__(self, folder, policies, certificates, kubeconfig, count=3):
        folders = [folder / f"replica-{number}" for number in range(count)]
        for each in folders:
            each.mkdir()
        self.webhooks = [Webhook(each, policies, certificates, kubeconfig, ledger=("--ledger", "api")) for each in folders]
        self.splitter = Splitter([webhook.port for webhook in self.webhooks])

    def start(self):
        for webhook in self.webhooks:
            webhook.start()
        self.splitter.__enter__()

    def stop(self):
        self.splitter.__exit__()
        for webhook in self.webhooks:
            webhook.stop()

    def base_url(self):
        return f"https://127.0.0.1:{self.splitter.port}"

    def registration(self, *form):
        return self.webhooks[0].registration(*form)

    def is_called_by(self, cluster):
        name, edited = f"probe-{uuid.uuid4().hex[:8]}", self.count("tollgate_admission_requests_total", phase="mutate")
        cluster.create(pod("vision-probe", name), "--dry-run=server")
        return self.decisions(name=name) and self.count("tollgate_admission_requests_total", phase="mutate") > edited

    def decisions(self, **fields):
        return [decision for webhook in self.webhooks for decision in webhook.decisions(**fields)]

    def count(self, metric, **labels):
        return sum(webhook.count(metric, **labels) for webhook in self.webhooks)


@contextlib.contextmanager
def in_place_of(first, second, cluster):
    """Starts a second webhook, and for a while the API server calls it, by URL, instead of the first."""
    try:
        second.start()
        cluster.register(second.registration("--url", second.base_url()))
        eventually(lambda: second.is_called_by(cluster), "the API server calls the second webhook")
        yield second
    finally:
        cluster.register(first.registration())
        eventually(lambda: first.is_called_by(cluster), "the API server calls the first webhook again")
        second.stop()
