"""tollgate-controller as the tests run it, and the Slurm it keeps in step."""

import uuid

import policy
from processes import Program
from support import TOP, eventually

UNIX_USER = "games"  # on every Debian: somebody who can submit a real job


class Controller(Program):
    def __init__(self, folder, policies, kubeconfig, environment, *options):
        super().__init__("tollgate-controller", [
            "--policies", policies, "--kubeconfig", kubeconfig, "--interval", "1s", *options], folder / "controller.log", environment)


class Leaders:
    """Controllers of which one leads, with times short enough for tests."""

    def __init__(self, folder, site, kubeconfig, environment):
        self.make = lambda name: Controller(folder / name, site, kubeconfig, environment, "--lease-duration", "3s", "--reservation-ttl", "5s")
        self.folder, self.running = folder, []

    def start(self):
        name = f"controller-{uuid.uuid4().hex[:8]}"
        (self.folder / name).mkdir()
        self.running.append(self.make(name))
        self.running[-1].start()

    def leading(self):
        return next((c for c in self.running if c.is_running() and c.count("tollgate_controller_leads") == 1), None)

    def count(self, metric, **labels):
        return sum(c.count(metric, **labels) for c in self.running if c.is_running())

    def stop(self):
        for controller in self.running:
            controller.stop()


def point_at_lab(policies, lab, folder):
    """Makes the example site's Slurm the lab's, and the Unix user a member of team vision."""
    token = folder / "slurm.token"
    token.write_text(lab.run(TOP / "tests/lab/slurm/slurmlab.sh", "token", "root", "86400").stdout)
    token.chmod(0o600)
    policy.edit(policies, "SlurmCluster", lambda d: d["spec"].update(url=lab.environment["SLURMLAB_REST_URL"], tokenFile=str(token)))
    policy.edit(policies, "Team", lambda d: d["spec"]["members"]["users"].append(UNIX_USER), name="vision")


class Slurm:
    """What Slurm itself says, in the words of its own commands."""

    def __init__(self, lab):
        self.lab = lab

    def associations(self, *where):
        """slurmdbd: account|user|parent|fairshare|GrpTRES|GrpTRESMins|GrpJobs|GrpSubmit, as dictionaries."""
        columns = ["account", "user", "parentname", "fairshare", "grptres", "grptresmins", "grpjobs", "grpsubmit"]
        rows = self.lab.run("sacctmgr", "-nP", "show", "assoc", *where, f"format={','.join(columns)}").stdout.splitlines()
        return [dict(zip(columns, row.split("|"), strict=True)) for row in rows]

    def account(self, name):
        return next((row for row in self.associations(f"account={name}") if not row["user"]), None)

    def members(self, name):
        return {row["user"] for row in self.associations(f"account={name}") if row["user"]}

    def in_force(self, name):
        """slurmctld: the account's own limits, as it enforces them."""
        return self.lab.run("scontrol", "-o", "show", "assoc_mgr", f"accounts={name}", "flags=assoc").stdout

    def transactions(self):
        return self.lab.run("sacctmgr", "-nP", "list", "transactions").stdout

    def submit(self, account, nodes, gpus, *more):
        return self.lab.slurm(UNIX_USER, "sbatch", "--parsable", "-A", account, "-N", nodes, f"--gres=gpu:{gpus}", "-t", "5", "-o", "/dev/null",
                              "--wrap", "sleep 300", *more).stdout.strip()

    def state(self, job):
        return self.lab.run("squeue", "-h", "-j", job, "-o", "%T/%r").stdout.strip()

    def cancel(self, *jobs):
        self.lab.run("scancel", *jobs)
        eventually(lambda: not self.lab.run("squeue", "-h", "-j", ",".join(jobs), check=False).stdout.strip(), "the jobs are gone")
