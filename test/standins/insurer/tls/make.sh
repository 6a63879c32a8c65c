#!/bin/sh
# Makes the certificates of this folder anew: a private CA and what it signed, valid until 2125. Needs openssl 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

# sign NAME SUBJECT-ALT-NAMES START END: a server certificate by the CA, its chain in one file.
sign() {
  new_key "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=test insurer $1" -out "$work/$1.csr"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$2" > "$work/$1.ext"
  openssl ca -batch -notext -md sha256 -config "$work/ca.cnf" -startdate "$3" -enddate "$4" \
    -extfile "$work/$1.ext" -in "$work/$1.csr" -out "$1.pem"
}

new_key "$work/ca.key"
: > "$work/index.txt"
cat > "$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
certificate = ca.pem
private_key = $work/ca.key
policy = any
unique_subject = no
[any]
commonName = supplied
END

# sign_self NAME KEY EXTENSIONS: a certificate signed by its own key.
sign_self() {
  openssl req -new -key "$2" -subj "/CN=test insurer $1" -out "$work/$1.csr"
  printf "$3" > "$work/$1.ext"
  openssl ca -batch -notext -md sha256 -config "$work/ca.cnf" -selfsign -keyfile "$2" -startdate 20240101000000Z \
    -enddate 21250101000000Z -extfile "$work/$1.ext" -in "$work/$1.csr" -out "$1.pem"
}

sign_self ca "$work/ca.key" 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'
sign server DNS:localhost,IP:127.0.0.1 20240101000000Z 21250101000000Z
sign wrong-host DNS:somebody-else.invalid 20240101000000Z 21250101000000Z
sign expired DNS:localhost,IP:127.0.0.1 20240101000000Z 20240102000000Z
new_key untrusted.key
sign_self untrusted untrusted.key 'subjectAltName=DNS:localhost,IP:127.0.0.1\n'
