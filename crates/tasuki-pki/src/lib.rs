//! Certificates (電子証明書): issuing them, and telling who holds one.
//!
//! A [`Root`] authorizes an [`Authority`], which issues by [`Profile`]s; [`holder`] is the one place that decides who is behind a
//! certificate. Nothing here knows of storage or HTTP, and time and serial numbers are arguments.
//! What is revoked is not known here: the caller keeps a set of serial numbers (see
//! [`serial_hex`]) and answers [`CertificateRefusal::Revoked`] itself. To others it is told by lists
//! ([`Authority::crl`]) and by answers to questions ([`ocsp`]).
//!
//! ```
//! use jiff::SignedDuration;
//! use tasuki_pki::{Anchors, CaName, Holder, Profile, Root, holder};
//!
//! let now = "2026-11-21T03:00:00Z".parse()?;
//! let until = now + SignedDuration::from_hours(90_000);
//! let name = |common: &str| CaName { organization: "Example".to_owned(), common: common.to_owned() };
//! let root = Root::create(&name("Root"), now, until, [1; 16])?;
//! let authority = root.authorize(&name("CA"), now, until, [2; 16], None)?;
//! let end = tasuki_pki::three_years_from(now).ok_or("the calendar ends")?;
//! let issued = authority.issue(&Profile::Platform, now, end, [3; 16])?;
//!
//! let anchors = Anchors::from_pem(&authority.bundle_pem())?;
//! assert_eq!(holder(&issued.certificate_der, &[], &anchors, now), Ok(Holder::Platform));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anchors;
mod authority;
mod ca;
mod certificate;
mod facts;
mod holder;
mod issue_error;
mod issued;
mod key;
mod name;
pub mod ocsp;
mod p12;
mod pem;
mod profile;
mod public_url;
mod refusal;
mod request;
mod revocation;
mod root;
mod root_list;
mod sealed_key;
mod term;
#[cfg(test)]
mod test_authority;

pub use anchors::{Anchors, InvalidAnchors};
pub use authority::Authority;
pub use ca::CaName;
pub use certificate::{hosts, is_issued_by, read_serial, serial_hex, validity};
pub use facts::CertificateFacts;
pub use holder::{Verified, holder, verified};
pub use issue_error::IssueError;
pub use issued::{Certified, Issued};
pub use name::{Holder, NotAHolder};
pub use p12::{CannotReadP12, OpenedP12, P12, P12Error, P12Form, read_p12};
pub use pem::{certificate as certificate_pem, private_key as private_key_pem};
pub use profile::Profile;
pub use public_url::{NotAPublicUrl, PublicUrl};
pub use refusal::CertificateRefusal;
pub use request::{CertificateRequest, KeyRequest};
pub use revocation::Revoked;
pub use root::Root;
pub use root_list::{InvalidRootList, RootList};
pub use sealed_key::{CannotOpen, CannotSeal, Cost, SealedKey};
pub use term::three_years_from;
