# pki.sh - the lab's certificate authority, and kubeconfigs. Source it with $D set.
# shellcheck shell=bash
LIFETIME_DAYS=3650

certificate() { # FOLDER NAME SUBJECT EXTENSION: FOLDER/NAME.{key,crt}, signed by the lab's authority
  openssl ecparam -name prime256v1 -genkey -noout -out "$1/$2.key" &&
    openssl req -new -key "$1/$2.key" -subj "$3" |
    openssl x509 -req -CA "$D/pki/ca.crt" -CAkey "$D/pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days $LIFETIME_DAYS \
      -extfile <(printf '%s' "$4") -out "$1/$2.crt"
}

make_pki() {
  [ ! -s "$D/pki/complete" ] || return 0
  mkdir -p "$D/pki" && (
    umask 077 && cd "$D/pki" || exit 1
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key
    openssl req -x509 -new -key ca.key -days $LIFETIME_DAYS -subj /CN=kubelab-ca -out ca.crt
    openssl genrsa -out sa.key 2048 && openssl rsa -in sa.key -pubout -out sa.pub
    certificate . apiserver /CN=kube-apiserver "subjectAltName=IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default.svc"
    certificate . admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
    certificate . controller-manager /CN=system:kube-controller-manager extendedKeyUsage=clientAuth
    certificate . scheduler /CN=system:kube-scheduler extendedKeyUsage=clientAuth
    date > complete
  ) > "$D/log/pki.log" 2>&1
}

base64_of() { openssl base64 -A -in "$1"; }
kubeconfig() { # FOLDER NAME PORT: a kubeconfig that carries its certificates, for NAME of FOLDER, on standard output
  cat <<K
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:$3", certificate-authority-data: $(base64_of "$D/pki/ca.crt")}}]
users: [{name: "$2", user: {client-certificate-data: $(base64_of "$1/$2.crt"), client-key-data: $(base64_of "$1/$2.key")}}]
contexts: [{name: lab, context: {cluster: lab, user: "$2"}}]
current-context: lab
K
}

person() { # PORT USER GROUP...: a kubeconfig for a person: CN = user, O = groups
  local port=$1 user=$2 subject="" group folder; shift 2
  folder=$(mktemp -d) || return 1
  for group in "$@"; do subject+="/O=${group//\//\\/}"; done
  (umask 077; certificate "$folder" "$user" "$subject/CN=${user//\//\\/}" extendedKeyUsage=clientAuth) 2> "$folder/log" &&
    kubeconfig "$folder" "$user" "$port" || { cat "$folder/log" >&2; rm -rf "$folder"; return 1; }
  rm -rf "$folder"
}
