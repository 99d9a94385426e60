"""The Slurm adapter and its use case hold what they promise against the lab's Slurm."""

from support import TOP

CONTRACT_TESTS = TOP / "build/asan/bin/slurm_contract_tests"
SLURMLAB = TOP / "tests/lab/slurm/slurmlab.sh"


def test_slurm_contract(lab, tmp_path):
    token = tmp_path / "token"
    token.write_text(lab.run(SLURMLAB, "token", "root", "3600").stdout)
    lab.run("env", f"SLURMLAB_TOKEN_FILE={token}", f"SLURMLAB_AS={SLURMLAB} as", CONTRACT_TESTS)
