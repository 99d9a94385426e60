# programs.sh - this build's programs in front of the lab's clusters. Sourced by lab.sh, which sets $TOP, $FOLDER, $D and $BIN.
# shellcheck shell=bash

SERVICE=tollgate-system/tollgate-webhook

start_programs() {
  local first program
  for program in tollgate tollgate-webhook tollgate-controller; do
    [ -x "$BIN/$program" ] || die "no $BIN/$program: run 'make build' first"
  done
  mkdir -p "$D"/{run,log}
  first=$(cat "$D/port" 2>/dev/null)
  pid_of webhook >/dev/null || pid_of controller >/dev/null || first=$(recorded_port_block "$D/port" 3) || die "no free ports"
  "$TOP/certs/make-dev-certs.sh" "$D/certs" || die "no certificates"
  link_policies
  add_kinds && start_webhook "$first" $((first + 1)) && register "$first" && start_controller $((first + 2))
}
stop_programs() { stop_process controller; stop_process webhook; }
program_status() {
  local name pid rc=0
  for name in webhook controller; do if pid=$(pid_of "$name"); then echo "$name up $pid"; else echo "$name down"; rc=1; fi; done
  return $rc
}

# The programs read policies/ itself, live, except for the file that says where Slurm is: here Slurm is somewhere else.
link_policies() {
  local entry url
  url=$(eval "$(slurmlab env)"; echo "$SLURMLAB_REST_URL")
  rm -rf "$D/policies"; mkdir "$D/policies"
  for entry in "$TOP"/policies/*; do ln -s "$entry" "$D/policies/"; done
  for entry in $(cd "$TOP/policies" && grep -ls '^kind: SlurmCluster' ./*.yaml); do
    rm "$D/policies/$entry"
    sed -e "s|url: [^,} ]*|url: \"$url\"|" -e "s|tokenFile: [^,} ]*|tokenFile: $D/slurm.token|" "$TOP/policies/$entry" > "$D/policies/$entry"
  done
  (umask 077; slurmlab token root 864000 > "$D/slurm.token")
}

add_kinds() { # of objects: those of manifests/, known to the API server
  as_admin apply --server-side -f "$TOP/manifests/15-crds.yaml" -f "$TOP/manifests/16-team-quotas.yaml" &&
    as_admin wait --for=condition=Established --timeout=30s crd/quotaledgers.tollgate.dev crd/teamquotas.tollgate.dev
}

start_webhook() { # PORT METRICS_PORT
  spawn webhook env --chdir="$D" "$BIN/tollgate-webhook" --policies policies --kubeconfig "$KUBELAB_DIR/admin.kubeconfig" \
    --cert "$D/certs/tls.crt" --key "$D/certs/tls.key" --listen "127.0.0.1:$1" --metrics-listen "127.0.0.1:$2" \
    --decision-log "$D/log/decisions.jsonl"
  wait_for webhook curl -sf -m 5 "http://127.0.0.1:$2/readyz"
}

# The production form, a Service: here its name is an alias of this machine.
register() { # PORT
  as_admin apply --server-side -f - <<K || return 1
apiVersion: v1
kind: Namespace
metadata: {name: ${SERVICE%/*}}
---
apiVersion: v1
kind: Service
metadata: {name: ${SERVICE#*/}, namespace: ${SERVICE%/*}}
spec: {type: ExternalName, externalName: localhost}
K
  "$BIN/tollgate" webhook-config --policies "$D/policies" --service "$SERVICE:$1" --ca-file "$D/certs/ca.crt" |
    as_admin apply --server-side --force-conflicts -f -
}
as_admin() { "$("$HERE/kube/build.sh" where)/kubectl" --kubeconfig "$KUBELAB_DIR/admin.kubeconfig" "$@" > /dev/null; }

start_controller() { # METRICS_PORT
  spawn controller env SLURM_CONF="$(eval "$(slurmlab env)"; echo "$SLURM_CONF")" "$BIN/tollgate-controller" --policies "$D/policies" \
    --kubeconfig "$KUBELAB_DIR/admin.kubeconfig" --metrics-listen "127.0.0.1:$1"
  wait_for controller curl -sf -m 5 "http://127.0.0.1:$1/readyz"
}
