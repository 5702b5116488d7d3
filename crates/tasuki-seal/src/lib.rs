//! Sealed messages, manifests and receipts: what an office signs, encrypts, opens and proves.
//!
//! A message travels as an *envelope*: a signed [`Manifest`], which the platform reads, and behind
//! it the sealed [`Container`], which only the receiver and the sender can open. Each step on the
//! way is told by a signed [`Receipt`], and each receipt names the one before it, so that the
//! whole course of a message can be checked later without asking anybody ([`check_chain`]).
//!
//! All signed and sealed parts are plain CMS (RFC 5652, RFC 5083, RFC 5084, RFC 5753) in DER:
//! `openssl cms` verifies and decrypts them.
//!
//! Start at [`seal`] and [`open`]. This crate does not know where bytes come from or go, what time
//! it is, which certificates are to be trusted (`tasuki-pki` tells), or what may be sent
//! (`tasuki-exchange` decides). Speed is part of its purpose: contents are laid out once in their
//! final place, encrypted there, and verified without being copied.

mod algorithm;
mod certificate;
mod chain;
mod compression;
mod container;
mod container_index;
mod der_reader;
mod der_writer;
mod digest;
mod entropy;
mod envelope;
mod enveloped;
mod identity;
mod manifest;
mod moment;
mod oid;
mod open;
mod receipt;
mod recipient;
mod signed;
mod signing_time;
mod verified;

#[cfg(test)]
mod test_identities;
#[cfg(test)]
mod test_messages;

pub use certificate::{Certificate, MalformedCertificate};
pub use chain::{ChainError, check_chain};
pub use container::{Container, ContainerError, Entry, Limits};
pub use der_reader::{MalformedDer, first_der_len};
pub use digest::{Hasher, sha256};
pub use entropy::SystemEntropy;
pub use envelope::{Draft, EnvelopeError, SealedMessage, seal, split_envelope};
pub use enveloped::DecryptError;
pub use identity::{Identity, IdentityError};
pub use manifest::{
    Bulk, CheckStatement, FileFacts, Manifest, ManifestError, Verdict, read_manifest,
};
pub use open::{OpenError, Opened, open};
pub use receipt::{Receipt, ReceiptError, ReceiptKind, SignedReceipt, issue, read_receipt};
pub use signed::{SealError, sign, sign_detached};
pub use verified::{Signed, VerifyError, verify};
