#!/usr/bin/env bash
# make-dev-certs.sh [FOLDER]: a throw-away CA and a serving certificate for development and tests, ECDSA P-256.
#
# Writes ca.crt, ca.key, tls.crt and tls.key into FOLDER (default: the folder of this script). Does nothing when the pair there
# is whole, issued by that CA and valid for another day.
set -euo pipefail

folder=${1:-$(dirname "$0")}
names="DNS:localhost,IP:127.0.0.1,IP:::1,DNS:tollgate-webhook,DNS:tollgate-webhook.tollgate-system"
names+=",DNS:tollgate-webhook.tollgate-system.svc,DNS:tollgate-webhook.tollgate-system.svc.cluster.local"

is_good() {
  openssl verify -CAfile "$folder/ca.crt" "$folder/tls.crt" && openssl x509 -in "$folder/tls.crt" -noout -checkend 86400 &&
    [ "$(openssl x509 -in "$folder/tls.crt" -noout -pubkey)" = "$(openssl pkey -in "$folder/tls.key" -pubout)" ]
} >/dev/null 2>&1

mkdir -p "$folder"
is_good && exit 0

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -sha256 -days 365 -subj "/CN=tollgate development CA" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$work/ca.crt"

openssl ecparam -name prime256v1 -genkey -noout -out "$work/tls.key"
openssl req -new -key "$work/tls.key" -subj "/CN=tollgate-webhook.tollgate-system.svc" -out "$work/tls.csr"
printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "$names" >"$work/extensions"
openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -sha256 -days 90 \
  -extfile "$work/extensions" -out "$work/tls.crt" 2>/dev/null

for file in ca.key ca.crt tls.key tls.crt; do mv "$work/$file" "$folder/$file"; done
chmod 644 "$folder/ca.crt" "$folder/tls.crt"
