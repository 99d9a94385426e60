# client.sh - talking to the lab's Slurm: tokens, REST calls, commands as a Unix user. Sourced by slurmlab.sh.
# shellcheck shell=bash

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
token() { # USER LIFE
  local now signed
  [ -s "$D/etc/jwt_hs256.key" ] || die "no key yet: start first"
  now=$(date +%s)
  signed=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(printf '{"exp":%d,"iat":%d,"sun":"%s"}' $((now + $2)) "$now" "$1" | base64url)
  printf '%s.%s\n' "$signed" "$(printf %s "$signed" | openssl dgst -sha256 -mac HMAC \
    -macopt "hexkey:$(od -An -v -tx1 "$D/etc/jwt_hs256.key" | tr -d ' \n')" -binary | base64url)"
}

rest() { # METHOD PATH [BODY]: the answer's body
  curl -sS --fail-with-body -m 60 -X "$1" "http://127.0.0.1:$REST_PORT$2" -H "X-SLURM-USER-NAME: root" \
    -H "X-SLURM-USER-TOKEN: $(token root 300)" ${3:+-H "Content-Type: application/json" -d "$3"}
}

as_user() ( # USER COMMAND...
  user=$1; shift
  cd "$D" && exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME=/tmp USER="$user" "$@"
)
