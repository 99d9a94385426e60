"""Programs of a run: started on loopback, killed and started again, always ended by their pid."""

import concurrent.futures
import contextlib
import os
import pathlib
import socket
import subprocess
import time
import urllib.request

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("TOLLGATE_BIN") or TOP / "build/release/bin")


LAUNCHER = concurrent.futures.ThreadPoolExecutor(1)  # children die with the thread that started them: this one lives as long as we do


class Failure(Exception):
    """Something the run needs did not come about."""


def free_ports(count):
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def eventually(condition, what, seconds=60.0):
    """Polls until `condition()` is true; its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)


def run(*argv, **options):
    """A command that must succeed; what it prints."""
    done = subprocess.run([str(part) for part in argv], text=True, capture_output=True, check=False, **options)
    if done.returncode:
        raise Failure(f"{' '.join(map(str, argv))[:300]}: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class Program:
    """One child. It does not outlive this process."""

    def __init__(self, name, argv, folder, probe=None):
        self.name, self.argv, self.log, self.probe = name, [str(part) for part in argv], folder / f"{name}.log", probe
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = LAUNCHER.submit(subprocess.Popen, ["setpriv", "--pdeathsig", "KILL", *self.argv], cwd=TOP, stdin=subprocess.DEVNULL,
                                           stdout=log, stderr=subprocess.STDOUT).result()
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} has stopped:\n{self.tail()}")
        return self.read("/readyz") is not None

    def read(self, path):
        try:
            with urllib.request.urlopen(self.probe + path, timeout=2) as answer:
                return answer.read().decode()
        except OSError:
            return None

    def metric(self, name):
        """The sum over a metric's series; None when the program does not answer."""
        text = self.read("/metrics")
        if text is None:
            return None
        lines = (line for line in text.splitlines() if line.startswith((name + " ", name + "{")))
        return sum(float(line.split()[-1]) for line in lines)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
