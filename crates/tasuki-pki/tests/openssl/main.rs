//! Another program must read what we write as we mean it: `openssl`.

mod ocsp;
mod p12;
mod people;
mod profiles;
mod revoked;
