#!/bin/sh
# An authority of their own for the two stores, and a certificate for each. Does nothing where they are.
set -eu
cd /tls
[ -f root.pem ] && exit 0
umask 077
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }
new_key root.key
openssl req -x509 -new -key root.key -sha256 -days 3650 -subj "/CN=Tasuki stores" -out root.new
for store in records contents; do
    new_key "$store.key"
    openssl req -new -key "$store.key" -subj "/CN=$store" -out "$store.csr"
    printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$store" > "$store.ext"
    openssl x509 -req -in "$store.csr" -CA root.new -CAkey root.key -CAcreateserial -sha256 \
        -days 3650 -extfile "$store.ext" -out "$store.pem"
    rm "$store.csr" "$store.ext"
done
# PostgreSQL reads its key as the user of its image, and as nobody else's.
chown 999:999 records.key
chmod 644 records.pem contents.pem root.new
chmod 755 /tls
rm root.key
# The root comes last: it says that all is there.
mv root.new root.pem
