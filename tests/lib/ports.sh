# ports.sh - free TCP ports on loopback, chosen when a lab starts and recorded in its folder.
# shellcheck shell=bash

busy_ports() { # every local TCP port in use, in decimal
  local hex
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$2 ~ /:/ {split($2, a, ":"); print a[2]}' | sort -u |
    while read -r hex; do echo $((16#$hex)); done
}

all_free() { # FIRST COUNT
  local port busy; busy=" $(busy_ports | tr '\n' ' ') "
  for ((port = $1; port < $1 + $2; port++)); do [[ $busy != *" $port "* ]] || return 1; done
}

free_port_block() { # COUNT -> the first of COUNT consecutive free ports, below the range the kernel gives to clients
  local first
  for _ in $(seq 100); do
    first=$((20000 + (RANDOM * 32768 + RANDOM) % (12000 - $1)))
    all_free "$first" "$1" && { echo "$first"; return 0; }
  done
  return 1
}

recorded_port_block() { # FILE COUNT -> FILE's block while it is free, else a new one, recorded. Call it only when nothing of the lab runs.
  local first=
  [ ! -s "$1" ] || first=$(< "$1")
  [ -n "$first" ] && all_free "$first" "$2" || first=$(free_port_block "$2") || return 1
  echo "$first" | tee "$1"
}
