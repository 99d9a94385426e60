"""Our programs as children of a test: started on loopback, stopped by pid."""

import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import urllib.error
import urllib.request

from support import TOP, eventually

PROGRAMS = pathlib.Path(os.environ.get("TOLLGATE_BIN") or TOP / "build/release/bin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """One of ours as a child process: its probes on a free port, its output in a file."""

    def __init__(self, name, arguments, log, environment=None):
        self.metrics_port = free_port()
        self.name, self.log = name, pathlib.Path(log)
        self.arguments = [*(str(a) for a in arguments), "--metrics-listen", f"127.0.0.1:{self.metrics_port}"]
        self.environment, self.process = environment, None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=TOP, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)
        eventually(self.is_ready, f"{self.name} is ready")

    def is_ready(self):
        assert self.is_running(), f"{self.name} has stopped:\n{self.tail()}"
        try:
            return self.read("/readyz") is not None
        except urllib.error.URLError:
            return False

    def read(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def count(self, metric, **labels):
        """The sum over a metric's series, or over those with these labels."""
        wanted = [f'{name}="{value}"' for name, value in labels.items()]
        lines = (line for line in self.read("/metrics").splitlines() if re.match(rf"{metric}[{{ ]", line))
        return sum(float(line.split()[-1]) for line in lines if all(label in line for label in wanted))

    def run_to_its_end(self, seconds=30):
        """For a start that is to fail: the exit code and all that was printed."""
        done = subprocess.run(self.command(), cwd=TOP, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=seconds, check=False)
        return done.returncode, done.stdout

    def command(self):
        return [str(PROGRAMS / self.name), *self.arguments]

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=30):
        """SIGTERM and wait; its exit code. A program that does not go is killed, and that is a failure."""
        if not self.is_running():
            return self.process.returncode if self.process else 0
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        self.process.kill()
        self.process.wait()
        raise AssertionError(f"{self.name} did not stop within {seconds} s")

    def events(self, event):
        """The lines of its operational log that say this."""
        lines = (line for line in self.log.read_text(errors="replace").splitlines() if line.startswith("{"))
        return [line for line in map(json.loads, lines) if line.get("event") == event]

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:]) if self.log.exists() else ""
