# smoke.sh - does a started lab do what the product relies on? Sourced by slurmlab.sh. Jobs run as "games", which every Debian has.
# shellcheck shell=bash

ok() { if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: want '$2', got '$3'"; exit 1; fi; } # WHAT WANT GOT
until_is() { # WHAT WANT COMMAND...: polls for 30 s
  local what=$1 want=$2 got=""; shift 2
  for _ in $(seq 150); do got=$("$@"); [ "$got" != "$want" ] || break; sleep 0.2; done
  ok "$what" "$want" "$got"
}
gpu_job() { as_user games sbatch --parsable -A "$1" --gres=gpu:4 -n1 -t 5 -o /dev/null --wrap "sleep $2"; } # ACCOUNT SECONDS

smoke() {
  local account=smoke$$ db=/slurmdb/v0.0.38 jobs
  create_account
  jobs=$(gpu_job $account 3),$(gpu_job $account 1)
  until_is "GrpTRES enforced" "PENDING/AssocGrpGRES RUNNING/None " queue_states "$jobs"
  # job records reach the database in batches, up to 5 s late, at first without their account
  until_is "both jobs completed" $'COMPLETED\nCOMPLETED' sacct -X -n -P -A $account -S now-1hour -o state
  ok "REST usage equals sacct usage" "$(usage_by_sacct)" "$(usage_by_rest)"
  ok "modify by sacctmgr" 0 "$(sacctmgr -i modify account $account set GrpTRES=gres/gpu=9 >/dev/null; echo $?)"
  ok "controller sees it" "gres/gpu=9(0)" \
    "$(scontrol show assoc_mgr accounts=$account flags=assoc | grep -m1 GrpTRES= | grep -o 'gres/gpu=[0-9N]*([0-9]*)')"
  ok "delete account" "[\"$account\"]" "$(rest DELETE $db/account/$account | jq -c .removed_associations)"
  rest DELETE $db/user/games >/dev/null
  echo "smoke passed"
}
create_account() {
  ok "create account" '[]' \
    "$(rest POST $db/accounts "{\"accounts\": [{\"name\": \"$account\", \"description\": \"d\", \"organization\": \"o\"}]}" | jq -c .errors)"
  ok "create association with limits" '[]' "$(rest POST $db/associations '{"associations": [{"account": "'$account'", "cluster": "'"$CLUSTER"'", "user": null,
     "parent_account": "root", "max": {"tres": {"total": [{"type": "gres", "name": "gpu", "count": 6}]}}}]}' | jq -c .errors)"
  ok "create user" '[]' "$(rest POST $db/users '{"users": [{"name": "games", "default": {"account": "'$account'"},
     "associations": [{"account": "'$account'", "cluster": "'"$CLUSTER"'", "user": "games"}]}]}' | jq -c .errors)"
  ok "read limit back" 6 "$(rest GET "$db/association?account=$account&cluster=$CLUSTER&user=" |
     jq '.associations[0].max.tres.total[] | select(.name == "gpu").count')"
}
queue_states() { squeue -h -j "$1" -o '%T/%r' | sort | tr '\n' ' '; }
usage_by_sacct() { # GPU seconds
  sacct -X -n -P -A "$account" -S now-1hour -o elapsedraw,alloctres |
    awk -F'|' 'match($2, /gres\/gpu=[0-9]+/) {sum += $1 * substr($2, RSTART + 9, RLENGTH - 9)} END {print sum + 0}'
}
usage_by_rest() {
  rest GET "$db/jobs?account=$account&skip_steps=true&start_time=uts$(($(date +%s) - 3600))" |
    jq '[.jobs[] | .time.elapsed * ([.tres.allocated[] | select(.type == "gres" and .name == "gpu").count] | add // 0)] | add'
}
