"""The Slurm that the other tests stand on enforces limits, accounts usage and has the partitions of the site."""

import pathlib

SLURMLAB = pathlib.Path(__file__).resolve().parents[2] / "lab/slurm/slurmlab.sh"


def test_partitions_are_those_of_the_site(lab):
    assert lab.run("sinfo", "-h", "-o", "%R %D %G").stdout.split("\n")[:2] == ["training 20 gpu:16", "shared 4 gpu:16"]


def test_limits_and_accounting_work(lab):
    assert lab.run(SLURMLAB, "smoke").stdout.endswith("smoke passed\n")
