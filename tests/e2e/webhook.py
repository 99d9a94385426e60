"""tollgate-webhook as the tests run it, and its registration at the API server."""

import json
import subprocess

from processes import PROGRAMS, Program, free_port
from support import TOP

SERVICE = "tollgate-system/tollgate-webhook"  # of type ExternalName in the lab: tests/lab/kustomize


class Webhook(Program):
    def __init__(self, folder, policies, certificates, kubeconfig):
        self.policies, self.certificates, self.decision_log = policies, certificates, folder / "decisions.jsonl"
        self.port = free_port()
        super().__init__("tollgate-webhook", [
            "--policies", policies, "--cert", certificates / "tls.crt", "--key", certificates / "tls.key", "--kubeconfig", kubeconfig,
            "--listen", f"127.0.0.1:{self.port}", "--decision-log", self.decision_log, "--drain-grace", "0s"], folder / "webhook.log")

    def decisions(self):
        if not self.decision_log.exists():
            return []
        return [json.loads(line) for line in self.decision_log.read_text().splitlines()]

    def registration(self, *form):
        """What `tollgate webhook-config` writes for this webhook: by service, or `--url`."""
        form = form or ("--service", f"{SERVICE}:{self.port}")
        return subprocess.run([PROGRAMS / "tollgate", "webhook-config", *form, "--ca-file", self.certificates / "ca.crt", "--policies", self.policies],
                              cwd=TOP, check=True, text=True, stdout=subprocess.PIPE).stdout

    def base_url(self):
        return f"https://127.0.0.1:{self.port}"
