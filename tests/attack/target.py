"""The webhook under attack: its process, its open descriptors and memory, and one good request."""

import http.client
import json
import pathlib
import resource
import ssl
import subprocess
import sys
import time

REVIEW = pathlib.Path("tests/data/reviews/01-pod-alice.json")


class Target:
    """Started by `with`, on free loopback ports; ended, and its exit status checked, by terminate()."""

    def __init__(self, program, certificates):
        self.command = [
            program, "--standalone", "--policies", "policies", "--decision-log", "",
            "--cert", f"{certificates}/tls.crt", "--key", f"{certificates}/tls.key",
            "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--drain-grace", "2s",
        ]  # fmt: skip
        self.tls = ssl.create_default_context(cafile=f"{certificates}/ca.crt")
        self.review = REVIEW.read_bytes()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        self.port = self._port_from_log()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def _port_from_log(self):
        for line in self.process.stderr:
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "started":
                return int(event["listen"].rsplit(":", 1)[1])
        sys.exit("the webhook did not start: " + " ".join(self.command))

    def connection(self):
        return http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=10)

    def ask(self, connection):
        """One good review on an open or new connection. Raises whatever went wrong; returns whether the server will close."""
        connection.request("POST", "/validate?timeout=5s", self.review, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200 or "response" not in body:
            raise ValueError(f"HTTP {answer.status}: {body}")
        return answer.will_close

    def serves(self):
        """Seconds a good request takes on a new connection."""
        began = time.monotonic()
        connection = self.connection()
        self.ask(connection)
        connection.close()
        return time.monotonic() - began

    def asks_for_gpus(self, door, quantity):
        """The answer to a pod that is good but for this limit of GPUs, and the seconds it took."""
        review = json.loads(self.review)
        pod = review["request"]["object"]
        pod["metadata"]["labels"] = {"team": "vision", "user": "alice", "job_type": "training"}
        for container in pod["spec"]["containers"]:
            container["resources"] = {"limits": {"nvidia.com/gpu": quantity}, "requests": {"nvidia.com/gpu": quantity}}
        connection = self.connection()
        began = time.monotonic()
        connection.request("POST", door, json.dumps(review), {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer["response"], time.monotonic() - began

    def descriptors(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def resident(self):
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def limit_descriptors(self, most):
        """Returns the limits to restore."""
        old = resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (most, old[1]))
        return old

    def restore_descriptors(self, limits):
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, limits)
