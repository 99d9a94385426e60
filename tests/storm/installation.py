"""Tollgate as a run installs it: replicas behind one address, controllers of which one leads, each through a proxy that can
stall watches, each reading a policy folder of its own kind's."""

import time
import urllib.request

import tree
from programs import BIN, TOP, Program, eventually, free_ports, run


class Stall:
    """A proxy in front of an API server."""

    def __init__(self, tool, folder, name, server):
        port, control = free_ports(2)
        self.address, self.control = f"127.0.0.1:{port}", f"http://127.0.0.1:{control}"
        self.program = Program(f"stall-{name}", [tool, "stall", "--listen", self.address, "--target", server, "--control", f"127.0.0.1:{control}"], folder)

    def start(self):
        self.program.start()
        eventually(lambda: self.held() is not None, f"{self.program.name} answers")
        return self

    def begin(self):
        urllib.request.urlopen(urllib.request.Request(self.control + "/stall", method="POST"), timeout=5).close()

    def end(self):
        urllib.request.urlopen(urllib.request.Request(self.control + "/release", method="POST"), timeout=5).close()

    def held(self):
        """How many connections were held back so far."""
        try:
            with urllib.request.urlopen(self.control + "/held", timeout=5) as answer:
                return int(answer.read())
        except OSError:
            return None


class Installation:
    def __init__(self, cluster, folder, tool, ttl, replicas=3, controllers=2, quotas=tree.BASE):
        self.cluster, self.folder, self.tool, self.ttl = cluster, folder, tool, ttl
        self.policies = {"webhook": folder / "policies-webhook", "controller": folder / "policies-controller"}
        self.certificates = folder / "certificates"
        self.sizes, self.quotas = (replicas, controllers), quotas
        self.stalls, self.replicas, self.controllers, self.programs = {}, [], [], []

    def start(self):
        for folder in self.policies.values():
            tree.write(folder, self.quotas)
        run(TOP / "certs/make-dev-certs.sh", self.certificates)
        self._start_controllers()
        self._start_replicas()
        self._start_splitter()
        self.cluster.register(self.registration())

    def _started(self, program):
        self.programs.append(program)
        return program.start()

    def _proxy(self, kind, server):
        stall = Stall(self.tool, self.folder, kind, server)
        self.stalls[kind] = stall
        self.programs.append(stall.program)
        return stall.start().address

    def _start_replicas(self):
        proxy = self._proxy("webhook", self.cluster.server(0))
        config = self.cluster.kubeconfig("webhook", "tollgate-webhook", proxy)
        for number in range(self.sizes[0]):
            port, metrics = free_ports(2)
            argv = [BIN / "tollgate-webhook", "--policies", self.policies["webhook"], "--kubeconfig", config, "--ledger", "api",
                    "--cert", self.certificates / "tls.crt", "--key", self.certificates / "tls.key", "--listen", f"127.0.0.1:{port}",
                    "--metrics-listen", f"127.0.0.1:{metrics}", "--decision-log", "", "--drain-grace", "0s"]
            replica = self._started(Program(f"webhook-{number}", argv, self.folder, f"http://127.0.0.1:{metrics}"))
            replica.address = f"127.0.0.1:{port}"
            self.replicas.append(replica)
        for replica in self.replicas:
            eventually(replica.is_ready, f"{replica.name} is ready")

    def _start_controllers(self):
        proxy = self._proxy("controller", self.cluster.server(self.cluster.api_servers - 1))
        config = self.cluster.kubeconfig("controller", "tollgate-controller", proxy)
        for number in range(self.sizes[1]):
            metrics = free_ports(1)[0]
            argv = [BIN / "tollgate-controller", "--policies", self.policies["controller"], "--kubeconfig", config, "--namespace", "tollgate-system",
                    "--interval", "5s", "--metrics-listen", f"127.0.0.1:{metrics}", "--lease-duration", "3s", "--reservation-ttl", f"{self.ttl}s"]
            self.controllers.append(self._started(Program(f"controller-{number}", argv, self.folder, f"http://127.0.0.1:{metrics}")))
        eventually(self.leader, "a controller leads")

    def _start_splitter(self):
        self.port = free_ports(1)[0]
        backends = [part for replica in self.replicas for part in ("--backend", f"{replica.address},{replica.probe}/readyz")]
        self._started(Program("splitter", [self.tool, "split", "--listen", f"127.0.0.1:{self.port}", *backends], self.folder))

    def start_refusing_hook(self, percent):
        port = free_ports(1)[0]
        self._started(Program("refusing-hook", [self.tool, "refuse", "--listen", f"127.0.0.1:{port}", "--cert", self.certificates / "tls.crt",
                                                "--key", self.certificates / "tls.key", "--percent", percent], self.folder))
        return f"https://127.0.0.1:{port}/"

    def registration(self):
        return run(BIN / "tollgate", "webhook-config", "--policies", self.policies["webhook"], "--url", f"https://127.0.0.1:{self.port}",
                   "--ca-file", self.certificates / "ca.crt")

    def leader(self):
        """The controller that leads, as far as it knows."""
        return next((one for one in self.controllers if one.metric("tollgate_controller_leads") == 1), None)

    def rest(self):
        """Our programs stand still, until they are healed."""
        for program in (*self.replicas, *self.controllers):
            program.stop()

    def heal(self):
        """Everything runs and nothing is stalled; returns when it does."""
        for stall in self.stalls.values():
            stall.end()
        for program in (*self.replicas, *self.controllers):
            if program.process.poll() is not None:
                program.start()
        for program in (*self.replicas, *self.controllers):
            eventually(program.is_ready, f"{program.name} is ready")
        eventually(self.leader, "a controller leads")

    def write_policies(self, quotas, kinds, pause):
        """First for one kind of program, then for the other."""
        for kind in kinds:
            tree.write(self.policies[kind], quotas)
            time.sleep(pause)

    def stop(self):
        for program in reversed(self.programs):
            program.stop()

