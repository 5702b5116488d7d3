//! Certificates (電子証明書): issuing them, and telling who holds one.
//!
//! [`Authority`] issues by [`Profile`]s; [`holder`] is the one place that decides who is behind a
//! certificate. Nothing here knows of storage or HTTP, and time and serial numbers are arguments.
//! What is revoked is not known here: the caller keeps a set of serial numbers (see
//! [`serial_hex`]) and answers [`CertificateRefusal::Revoked`] itself.
//!
//! ```
//! use tasuki_pki::{Anchors, Authority, Holder, Profile, holder};
//!
//! let now = "2026-11-21T03:00:00Z".parse()?;
//! let authority = Authority::create("CA", now, jiff::SignedDuration::from_hours(90_000))?;
//! let end = tasuki_pki::three_years_from(now).ok_or("the calendar ends")?;
//! let issued = authority.issue(&Profile::Platform, now, end, [1; 16])?;
//!
//! let anchors = Anchors::from_pem(authority.certificate_pem())?;
//! assert_eq!(holder(&issued.certificate_der, &[], &anchors, now), Ok(Holder::Platform));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anchors;
mod authority;
mod certificate;
mod holder;
mod issued;
mod key;
mod name;
mod profile;
mod refusal;
mod request;
mod term;

pub use anchors::{Anchors, InvalidAnchors};
pub use authority::{Authority, IssueError};
pub use certificate::{serial_hex, validity};
pub use holder::holder;
pub use issued::{Certified, Issued};
pub use name::{Holder, NotAHolder};
pub use profile::{CertificateKind, Profile};
pub use refusal::CertificateRefusal;
pub use request::KeyRequest;
pub use term::three_years_from;
