"""The Kubernetes client holds what it promises against the lab's API server, also when that is killed and comes back."""

from support import TOP

CONTRACT_TESTS = TOP / "build/asan/bin/kube_contract_tests"
KUBELAB = TOP / "tests/lab/kube/kubelab.sh"


def test_kubernetes_contract(lab):
    lab.run("env", f"KUBELAB={KUBELAB}", f"KUBELAB_DIR={lab.folder}/kube", CONTRACT_TESTS)
