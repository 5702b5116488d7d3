//! How an office comes to its certificate: the key and the request for it are made here, and what
//! the authority answers is read here. [`Profile::install`](crate::Profile::install) takes it in.

mod credential;
mod error;
mod request;

pub use credential::{Credential, Locked};
pub use error::CredentialError;
pub use request::{RequestFiles, request_certificate};

#[cfg(test)]
mod tests;
