#!/usr/bin/env bash
# slurmlab.sh - a real, private Slurm with accounting on loopback: no systemd. Needs root.
#
#   munged + mariadbd + slurmdbd + slurmctld + slurmd (fake GPUs) + slurmrestd
#
#   slurmlab.sh start               start everything, wait until ready (idempotent)
#   slurmlab.sh stop                stop what this lab started, by pid; state is kept
#   slurmlab.sh destroy             stop and remove the lab's folder
#   slurmlab.sh status              one line a daemon; exit 1 if any is down
#   slurmlab.sh env                 export lines for clients: eval "$(slurmlab.sh env)"
#   slurmlab.sh token [USER] [LIFE] an HS256 JWT (default: root, 3600 s)
#   slurmlab.sh as USER COMMAND...  run a client command as a Unix user (sbatch, ...)
#   slurmlab.sh rollup              force the usage rollup of the current hour (sreport)
#   slurmlab.sh smoke               end-to-end self-test of a started lab (about 12 s)
# For failure tests, NAME = munged mariadbd slurmdbd slurmctld slurmd slurmrestd:
#   slurmlab.sh start-one NAME | stop-one NAME | kill-one NAME (SIGKILL)
#   slurmlab.sh pause-one NAME (SIGSTOP: a hung peer) | cont-one NAME (SIGCONT)
#
# SLURMLAB_DIR (state; default build/lab/slurm) and the settings in config.sh. Ports are chosen at start. Several labs run side
# by side, each in a folder of its own.
set -u -o pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
LAB=slurmlab
WANTED=${SLURMLAB_DIR:-$(cd "$HERE/../../.." && pwd)/build/lab/slurm}
[ "$(id -u)" = 0 ] || { echo "slurmlab: run as root" >&2; exit 1; }

# Sockets have at most 107 bytes of path, and mariadbd and slurmrestd run as other users. Where the wanted folder is too deep or
# closed to them (a checkout below /root), it becomes a link to a folder in /var/tmp.
as_nobody() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
place_state() {
  [ ! -e "$WANTED" ] || return 0
  mkdir -p "$(dirname "$WANTED")"; mkdir -m 755 "$WANTED"
  [ ${#WANTED} -le 75 ] && as_nobody test -x "$WANTED" && return 0
  rmdir "$WANTED"
  ln -s "$(mktemp -d /var/tmp/tollgate-slurm-XXXXXX)" "$WANTED"
}
[ "${1:-}" != start ] || place_state
D=$(readlink -m "$WANTED")
SLURM_CONF=$D/etc/slurm.conf
export SLURM_CONF PATH=$PATH:/usr/sbin:/sbin
for part in ../../lib/process ../../lib/ports config daemons client; do . "$HERE/$part.sh"; done

start() {
  local began=$SECONDS name
  chmod 755 "$D"; mkdir -p "$D"/{run,log}
  any_up || recorded_port_block "$D/port" $((10 + NODES)) >/dev/null || die "no free ports"
  PORT=$(< "$D/port")
  any_up || write_config
  for name in $DAEMONS; do start_one "$name" || return 1; done
  say "up in $((SECONDS - began)) s"
}
stop() {
  local name
  [ -d "$D/run" ] || return 0
  end_jobs
  for name in $(tac -s ' ' <<< "$DAEMONS "); do stop_one "$name"; done
}
end_jobs() { # their slurmstepd processes are not children of ours, so slurmctld must end them first
  pid_of slurmctld >/dev/null && pid_of munged >/dev/null || return 0
  timeout 10 squeue -h -o %i 2>/dev/null | xargs -r timeout 10 scancel 2>/dev/null
  for _ in $(seq 60); do [ -z "$(timeout 5 squeue -h -o %i -t R,CG 2>/dev/null)" ] && break; sleep 0.1; done
}
status() {
  local daemon name pid rc=0
  for daemon in $DAEMONS; do
    for name in $(processes "$daemon"); do
      if pid=$(pid_of "$name"); then echo "$name up $pid"; else echo "$name down"; rc=1; fi
    done
  done
  return $rc
}
environment() {
  printf 'export SLURMLAB_DIR=%q SLURM_CONF=%q SLURMLAB_REST_URL=%q SLURMLAB_REST_SOCK=%q SLURMLAB_JWT_KEY=%q SLURMLAB_CLUSTER=%q\n' \
    "$WANTED" "$SLURM_CONF" "http://127.0.0.1:$REST_PORT" "$D/run/restd/slurmrestd.sock" "$D/etc/jwt_hs256.key" "$CLUSTER"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  destroy) stop; rm -rf "${D:?}"; rm -f "${WANTED:?}" ;;
  status) status ;;
  env) environment ;;
  token) token "${2:-root}" "${3:-3600}" ;;
  as) shift; as_user "$@" ;;
  smoke) . "$HERE/smoke.sh"; smoke ;;
  rollup) sacctmgr -i rollup "$(date +%Y-%m-%dT%H:00:00)" "$(date -d '+1 hour' +%Y-%m-%dT%H:00:00)" ;;
  start-one) start_one "$2" ;;
  stop-one) stop_one "$2" ;;
  kill-one) stop_one "$2" KILL ;;
  pause-one) for name in $(processes "$2"); do kill -STOP "$(pid_of "$name")"; done ;;
  cont-one) for name in $(processes "$2"); do kill -CONT "$(pid_of "$name")"; done ;;
  *) sed -n '2,22p' "$0"; exit 2 ;;
esac
