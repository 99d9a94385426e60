#!/usr/bin/env bash
# build.sh - the control plane's programs, built from Go modules once a machine: minutes cold, nothing warm.
#
#   build.sh          build them if they are not there yet; prints their folder
#   build.sh where    print the folder, build nothing
#
# The folder is named after everything that decides what is built (go.mod, go.sum, cmd/, this script). It appears whole or not
# at all, and of several builders one builds and the others wait.
set -eu -o pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/cache.sh"
. "$HERE/go.sh"

PROGRAMS="k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager k8s.io/kubernetes/cmd/kube-scheduler
          k8s.io/kubernetes/cmd/kubectl sigs.k8s.io/kwok/cmd/kwok ./cmd/etcd"
TARGET=$(tollgate_cache)/kube-$(cd "$HERE" && hash_of go.mod go.sum cmd/*/*.go build.sh)

version_flags() { # so that `kubectl version` names the release on both sides
  local version; version=$(awk '$1 == "k8s.io/kubernetes" {print $2; exit}' go.mod)
  local major=${version%%.*} minor=${version#*.}
  printf -- '-X k8s.io/component-base/version.%s ' "gitVersion=$version" "gitMajor=${major#v}" "gitMinor=${minor%%.*}"
}
kwok_stages() { # kwok's own fast stages: nodes become ready, pods run at once, Jobs' pods succeed, deletes finish
  local kwok; kwok=$(go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
  awk 'FNR == 1 {print "---"} {print}' "$kwok"/node/fast/node-initialize.yaml "$kwok"/node/heartbeat-with-lease/*lease.yaml \
    "$kwok"/pod/fast/pod-{ready,complete,delete}.yaml
}
build_into() {
  provide_go || { echo "build.sh: no Go toolchain to be had" >&2; return 1; }
  cd "$HERE"
  # shellcheck disable=SC2086
  nice -n 10 go build -trimpath -ldflags "-s -w $(version_flags)" -o "$1/" $PROGRAMS
  kwok_stages > "$1/kwok-stages.yaml"
}

if [ "${1:-}" != where ] && [ ! -d "$TARGET" ]; then
  mkdir -p "$(dirname "$TARGET")"
  exec 9> "$TARGET.lock"
  flock 9
  if [ ! -d "$TARGET" ]; then
    echo "building the control plane into $TARGET (about 12 minutes of processor time on a cold machine)" >&2
    rm -rf "$TARGET.partial"; mkdir "$TARGET.partial"
    build_into "$TARGET.partial"
    mv "$TARGET.partial" "$TARGET"
  fi
fi
echo "$TARGET"
