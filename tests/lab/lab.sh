#!/usr/bin/env bash
# lab.sh - the 512-GPU site on this machine: a real Kubernetes control plane, a real Slurm, and this build's programs in front of them.
#
#   lab.sh up                     start everything and register the webhook; says how to use it
#   lab.sh clusters               start only Kubernetes with its nodes, and Slurm
#   lab.sh down                   stop what this lab started and remove its folder
#   lab.sh status                 one line a program; exit 1 if any is down
#   lab.sh env                    export lines for clients: eval "$(tests/lab/lab.sh env)"
#   lab.sh user NAME [GROUP..]    a kubeconfig for a person, on standard output
#
# TOLLGATE_LAB is the lab's folder (default build/lab). Several labs run side by side, each in a folder of its own. Needs root, for Slurm.
set -u -o pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
TOP=$(cd "$HERE/../.." && pwd)
FOLDER=${TOLLGATE_LAB:-$TOP/build/lab}
D=$FOLDER/tollgate
LAB=lab
BIN=$TOP/build/release/bin
export KUBELAB_DIR=$FOLDER/kube SLURMLAB_DIR=$FOLDER/slurm
. "$HERE/../lib/process.sh"
. "$HERE/../lib/ports.sh"
. "$HERE/programs.sh"

kubelab() { "$HERE/kube/kubelab.sh" "$@"; }
slurmlab() { "$HERE/slurm/slurmlab.sh" "$@"; }
environment() {
  kubelab env; slurmlab env
  printf 'export TOLLGATE_LAB=%q PATH=%q:"$PATH"\n' "$FOLDER" "$BIN"
}

start_clusters() {
  kubelab start && add_nodes && slurmlab start
}
add_nodes() { # 32 nodes of 16 GPUs, as the example site in policies/ divides them, and one without
  local pool
  as_admin apply --server-side -f "$HERE/cpu-node.yaml" || return 1
  for pool in slurm:20 inference:4 interactive:2 kube:2 shared:4; do
    kubelab gpu-nodes "${pool#*:}" 16 NVIDIA-H100-80GB-HBM3 "tollgate.dev/pool=${pool%:*}" || return 1
  done
}

up() {
  start_clusters && start_programs || return 1
  cat <<K

The site is up. To use it:

    eval "\$(tests/lab/lab.sh env)"              # KUBECONFIG=$KUBELAB_DIR/admin.kubeconfig, kubectl, sacctmgr, tollgate
    kubectl create namespace vision             # a team's namespace (policies/teams): its Slurm account follows: sacctmgr show assoc
    kubectl -n vision create rolebinding edit --clusterrole=edit --user=alice
    tests/lab/lab.sh user alice > build/lab/alice.kubeconfig
    alice="kubectl --kubeconfig build/lab/alice.kubeconfig -n vision"
    \$alice run hello --image=registry.example.com/vision/hello:1 && \$alice get pods --show-labels
    \$alice run root --image=registry.example.com/vision/hello:1 --privileged        # refused, with the reason
    tollgate plan --policies ${D#"$TOP"/}/policies   # what the controller would do; policies/ with this lab's Slurm in it

Edit policies/ and try again: the webhook reads it when it changes. Decisions: $D/log/decisions.jsonl. 'make lab-down' ends it.
K
}
down() {
  stop_programs
  slurmlab destroy; kubelab destroy
  rm -rf "${FOLDER:?}"
}

case ${1:-} in
  up) up ;;
  clusters) start_clusters ;;
  down) down ;;
  status) rc=0; kubelab status || rc=1; slurmlab status || rc=1; program_status || rc=1; exit $rc ;;
  env) environment ;;
  user) shift; kubelab user "$@" ;;
  *) sed -n '2,13p' "$0"; exit 2 ;;
esac
