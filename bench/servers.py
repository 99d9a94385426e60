"""The servers that are compared: each on a free loopback port, pinned to one core, ended with its `with` block."""

import contextlib
import hashlib
import os
import pathlib
import socket
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
BIN = TOP / "build/release/bin"
PEERS = TOP / "bench/peers"
SERVER_CORE, CLIENT_CORE = 0, 1


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/root"), ".cache")
    return pathlib.Path(os.environ.get("TOLLGATE_CACHE") or os.path.join(home, "tollgate")) / "bench"


def pinned(core, command):
    return ["taskset", "-c", str(core % (os.cpu_count() or 1)), *map(str, command)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def built(name, sources, command, **options):
    """The program `command` makes, named after its sources' content; made once, in the cache."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    program = cache() / f"{name}-{digest}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        print(f"bench: building {name}", file=sys.stderr)
        subprocess.run([*command, "-o", str(program)], check=True, **options)
    return program


def go_peer():
    folder = PEERS / "go"
    return built("go-webhook", sorted(folder.glob("*.*")), ["go", "build", "-mod=mod"], cwd=folder)


def cpprest_peer():
    source = PEERS / "cpprest/webhook.cc"
    libraries = ["-lcpprest", "-lboost_system", "-lssl", "-lcrypto", "-pthread"]
    return built("cpprest-webhook", [source], ["g++", "-std=c++20", "-O2", "-DNDEBUG", str(source), *libraries])


class Server:
    """One running program. `cpu()` is the run time of its threads so far, in seconds."""

    def __init__(self, name, command, port, environment=None):
        self.name, self.port, self.log = name, port, []
        self.process = subprocess.Popen(pinned(SERVER_CORE, command), env={**os.environ, **(environment or {})},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_listens()

    def _wait_until_it_listens(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    sys.exit(f"bench: {self.name} does not serve")
                time.sleep(0.02)

    def cpu(self):
        threads = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:  # libcpprest's listener may never end
            self.process.kill()
            self.process.wait()


def webhook_command(folder, policies, port):
    return [BIN / "tollgate-webhook", "--standalone", "--policies", policies, "--cert", folder / "tls.crt", "--key", folder / "tls.key",
            "--listen", f"127.0.0.1:{port}", "--metrics-listen", "127.0.0.1:0", "--io-threads", "1",
            "--decision-log", folder / "decisions.log", "--drain-grace", "0s"]


@contextlib.contextmanager
def webhook(folder, policies):
    """One webhook alone."""
    port = free_port()
    server = Server("webhook", webhook_command(folder, policies, port), port)
    try:
        yield server
    finally:
        server.stop()


def commands(folder, with_peers):
    """name → (command for a port, environment) of every server."""
    pair = [folder / "tls.crt", folder / "tls.key"]

    def nginx(port):
        config = (PEERS / "nginx/nginx.conf").read_text().replace("@FOLDER@", str(folder)).replace("@PORT@", str(port))
        (folder / "nginx.conf").write_text(config)
        return ["/usr/sbin/nginx", "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]

    own = {
        "limit": (lambda port: [BIN / "bench_limit", port, *pair], None),
        "transport": (lambda port: [BIN / "bench_fixed_answer", port, *pair], None),
        "decision": (lambda port: webhook_command(folder, TOP / "policies", port), None),
    }
    peers = {
        "nginx": (nginx, None),
        "go": (lambda port: [go_peer(), port, folder], {"GOMAXPROCS": "1"}),
        "cpprest": (lambda port: [cpprest_peer(), port, *pair], None),
    }
    return {**own, **(peers if with_peers else {})}


@contextlib.contextmanager
def all_servers(folder, with_peers):
    with contextlib.ExitStack() as stack:
        servers = {}
        for name, (command, environment) in commands(folder, with_peers).items():
            port = free_port()
            servers[name] = Server(name, command(port), port, environment)
            stack.callback(servers[name].stop)
        yield servers
