# daemons.sh - how each daemon of the lab is started and what says that it is ready. Sourced by slurmlab.sh.
# shellcheck shell=bash

DAEMONS="munged mariadbd slurmdbd slurmctld slurmd slurmrestd"

start_munged() {
  spawn munged munged --foreground --force --key-file="$D/munge/munge.key" --socket="$D/munge/munge.socket" \
    --pid-file="$D/munge/munged.pid" --log-file="$D/munge/munged.log" --seed-file="$D/munge/munged.seed"
  wait_for munged munge -S "$D/munge/munge.socket" -n
}

sql() { mariadb --no-defaults -S "$D/db/mysql.sock" -u root -e "$1"; }
create_database() {
  chown mysql "$D/db"
  [ ! -d "$D/db/data/mysql" ] || return 0
  mariadb-install-db --no-defaults --user=mysql --datadir="$D/db/data" --skip-test-db --auth-root-authentication-method=socket \
    --auth-root-socket-user=root --innodb-log-file-size=16M --innodb-flush-method=nosync > "$D/log/mariadb-install.log" 2>&1
}
start_mariadbd() {
  create_database || { tail -n 5 "$D/log/mariadb-install.log" >&2; return 1; }
  spawn mariadbd mariadbd --no-defaults --user=mysql --datadir="$D/db/data" --socket="$D/db/mysql.sock" \
    --pid-file="$D/db/mariadbd.pid" --skip-networking --innodb-buffer-pool-size=128M --innodb-log-file-size=16M \
    --innodb-lock-wait-timeout=900 --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --max-allowed-packet=64M \
    --performance-schema=OFF
  wait_for mariadbd sql 'select 1' || return 1
  sql "create database if not exists slurm_acct_db; create user if not exists slurm@localhost identified by 'slurmlab';
       grant all on slurm_acct_db.* to slurm@localhost"
}

start_slurmdbd() { # libmariadb takes the socket's path from MYSQL_UNIX_PORT when the host is "localhost"
  spawn slurmdbd env MYSQL_UNIX_PORT="$D/db/mysql.sock" slurmdbd -D
  wait_for slurmdbd sacctmgr -n -P show cluster
}

start_slurmctld() { # registers the cluster and the gres/gpu TRES with slurmdbd by itself
  spawn slurmctld slurmctld -D
  wait_for slurmctld scontrol ping
}

nodes_answer() { [ "$(sinfo -h -N -o '%N %T' | sort -u | grep -cE ' (idle|mixed|allocated)$')" = "$NODES" ]; }
start_slurmd() {
  local i
  for ((i = 1; i <= NODES; i++)); do
    mkdir -p "$D/spool/gpu$i"
    spawn "slurmd.gpu$i" slurmd -D -N "gpu$i"
  done
  wait_for slurmd.gpu1 nodes_answer
}

start_slurmrestd() { # refuses to run as root or SlurmUser; without SLURM_JWT=daemon every call is 401
  install -d -m 755 -o nobody "$D/run/restd"
  rm -f "$D/run/restd/slurmrestd.sock"
  spawn slurmrestd env SLURM_JWT=daemon setpriv --reuid=nobody --regid=nogroup --clear-groups \
    slurmrestd -a rest_auth/jwt "127.0.0.1:$REST_PORT" "unix:$D/run/restd/slurmrestd.sock"
  wait_for slurmrestd rest GET /openapi/v3
}

processes() { if [ "$1" = slurmd ]; then seq -f 'slurmd.gpu%.0f' 1 "$NODES"; else echo "$1"; fi; } # of a daemon
any_up() { local daemon name; for daemon in $DAEMONS; do for name in $(processes "$daemon"); do ! pid_of "$name" >/dev/null || return 0; done; done; return 1; }
start_one() {
  case " $DAEMONS " in *" $1 "*) "start_$1" ;; *) die "no daemon called $1" ;; esac
}
stop_one() { local name; for name in $(processes "$1"); do stop_process "$name" "${2:-TERM}"; done; }
