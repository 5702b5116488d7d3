//! Another program must read what we write as we mean it: `openssl`.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

mod ocsp;
mod p12;
mod people;
mod profiles;
mod revoked;
