"""The control plane that the other tests stand on is the real thing and holds the 512-GPU site."""

import collections

import kubernetes


def test_nodes_hold_512_gpus_divided_into_the_pools_of_the_site(lab):
    nodes = kubernetes.client.CoreV1Api(lab.client()).list_node(label_selector="tollgate.dev/pool").items
    gpus = collections.Counter()
    for node in nodes:
        gpus[node.metadata.labels["tollgate.dev/pool"]] += int(node.status.allocatable["nvidia.com/gpu"])
    assert gpus == {"slurm": 320, "inference": 64, "interactive": 32, "kube": 32, "shared": 64}


def test_a_person_is_known_by_name_and_groups(lab):
    review = kubernetes.client.AuthenticationV1Api(lab.client("alice", "vision-members", "oidc:vision")).create_self_subject_review({})
    assert review.status.user_info.username == "alice"
    assert {"vision-members", "oidc:vision"} <= set(review.status.user_info.groups)


def test_a_person_may_do_nothing_until_allowed(lab):
    config = lab.kubeconfig("mallory")
    refused = lab.kubectl("--kubeconfig", config, "get", "pods", check=False)
    assert refused.returncode != 0
    assert 'User "mallory" cannot list resource "pods"' in refused.stderr
