# process.sh - programs that a lab starts, watches and stops. Source it with $LAB (a name for messages) and $D (the lab's folder) set.
#
# A program is remembered as its pid and the kernel's start time of that pid in $D/run/NAME, so a recycled pid is never
# signalled. Its output goes to $D/log/NAME.log.
# shellcheck shell=bash

say() { printf '%s: %s\n' "$LAB" "$*" >&2; }
die() { say "$*"; exit 1; }

stat_fields() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null; } # PID -> the fields of stat(5) from "state" on
started_at() { stat_fields "$1" | cut -d' ' -f20; }

pid_of() { # NAME -> its pid, if it is still the process that we started
  local pid start
  [ -s "$D/run/$1" ] || return 1
  read -r pid start < "$D/run/$1"
  [ -n "${start:-}" ] && [ "$(started_at "$pid")" = "$start" ] || return 1
  [ "$(stat_fields "$pid" | cut -c1)" != Z ] && echo "$pid"
}

spawn() { # NAME COMMAND...: in a session of its own, without input; nothing when it runs already
  local name=$1; shift
  pid_of "$name" >/dev/null && return 0
  mkdir -p "$D/run" "$D/log"
  setsid "$@" >> "$D/log/$name.log" 2>&1 < /dev/null &
  echo "$! $(started_at $!)" > "$D/run/$name"
  disown $!
}

PATIENCE=180 # seconds for a start on a machine that is busy with something else
wait_for() { # NAME COMMAND...: until COMMAND, bounded by itself, succeeds; gives up at once when NAME has died
  local end=$((SECONDS + PATIENCE)) name=$1; shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ] || ! pid_of "$name" >/dev/null; then
      say "$name did not come up; last lines of its log:"; tail -n 15 "$D/log/$name.log" >&2; return 1
    fi
    sleep 0.05
  done
}

stop_process() { # NAME [SIGNAL]: waits until it is gone, kills after 20 s
  local pid end=$((SECONDS + 20))
  pid=$(pid_of "$1") || { rm -f "$D/run/$1"; return 0; }
  kill "-${2:-TERM}" "$pid" 2>/dev/null
  kill -CONT "$pid" 2>/dev/null
  while pid_of "$1" >/dev/null; do
    [ $SECONDS -lt $end ] || { say "$1 does not stop: SIGKILL"; kill -KILL "$pid" 2>/dev/null; end=$((SECONDS + 20)); }
    sleep 0.05
  done
  rm -f "$D/run/$1"
}
