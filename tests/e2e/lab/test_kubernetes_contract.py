"""The Kubernetes client holds what it promises against the lab's API server, with our manifests in it, also when that is killed and comes back."""

from support import TOP

CONTRACT_TESTS = TOP / "build/asan/bin/kube_contract_tests"
LEDGER_TESTS = TOP / "build/asan/bin/ledger_contract_tests"
KUBELAB = TOP / "tests/lab/kube/kubelab.sh"


def test_kubernetes_contract(lab, cluster):
    lab.run("env", f"KUBELAB={KUBELAB}", f"KUBELAB_DIR={lab.folder}/kube", CONTRACT_TESTS)


def test_ledger_contract(lab, cluster):
    """With our kinds in the cluster."""
    lab.run(LEDGER_TESTS)
