"""What end-to-end tests share: the labs with their clients, and waiting for a condition."""

import os
import pathlib
import subprocess
import time

import kubernetes

TOP = pathlib.Path(__file__).resolve().parents[2]


class Lab:
    """tests/lab/lab.sh in a folder of this run."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(os.environ, TOLLGATE_LAB=str(folder))

    def script(self, *arguments):
        return subprocess.run([TOP / "tests/lab/lab.sh", *arguments], env=self.environment, check=True, text=True, stdout=subprocess.PIPE).stdout

    def load_environment(self):
        """Takes over what `lab.sh env` exports, so that `run` finds kubectl, Slurm's commands and their servers."""
        exported = subprocess.run(["bash", "-c", 'eval "$1" && env -0', "env", self.script("env")], env=self.environment, check=True, text=True, capture_output=True)
        self.environment = dict(line.split("=", 1) for line in exported.stdout.split("\0") if line)

    def run(self, *argv, check=True, **options):
        """A client's command, by default one that must succeed; both outputs as text."""
        done = subprocess.run([str(part) for part in argv], env=self.environment, text=True, capture_output=True, **options)
        assert not check or done.returncode == 0, f"{argv}: exit status {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def kubectl(self, *argv, **options):
        return self.run("kubectl", *argv, **options)

    def slurm(self, user, *argv, **options):
        """A Slurm command as a Unix user."""
        return self.run(TOP / "tests/lab/slurm/slurmlab.sh", "as", user, *argv, **options)

    def kubeconfig(self, user, *groups):
        """The path of a kubeconfig for a person."""
        path = self.folder / f"{user.replace(':', '-')}.kubeconfig"  # a colon would separate two paths
        path.write_text(self.script("user", user, *groups))
        path.chmod(0o600)
        return path

    def client(self, user=None, *groups):
        """The official client, as the cluster's admin or as a person."""
        config = self.kubeconfig(user, *groups) if user else self.environment["KUBECONFIG"]
        return kubernetes.config.new_client_from_config(str(config))


def eventually(condition, what, seconds=30):
    """Polls until `condition()` is true, and returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)
