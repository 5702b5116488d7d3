//! Requests, answers and problems of the HTTP interface, version 1.
//!
//! `docs/protocol.md` describes the interface, the OpenAPI document is generated from these types.
//! This crate knows neither the platform nor the client: only what passes between them. Times are
//! RFC 3339 in UTC, ids and codes are texts, binary values are base64 (RFC 4648, with padding).

mod account;
mod event;
mod message;
mod notice;
mod office;
mod platform;
mod problem;
mod session;

pub use account::{Account, AccountCertificate, AccountLicence, LicenceState, OfficeState};
pub use event::{Event, MailBox};
pub use message::{MessageDetail, MessageList, MessageReceipt, MessageSummary, ReceiptEntry};
pub use notice::{Notice, NoticeList};
pub use office::{MemberState, Office, OfficeList, OfficeSummary};
pub use platform::{ClientVersions, LimitsAnswer, PlatformAnswer, SystemState};
pub use problem::{Code, Problem};
pub use session::{InvalidSessionUser, OpenSession, Session, SessionUser};

/// The media type of an envelope: the signed manifest, then the sealed content.
pub const ENVELOPE_MEDIA_TYPE: &str = "application/vnd.tasuki.envelope";
/// The media type of a signed receipt.
pub const RECEIPT_MEDIA_TYPE: &str = "application/pkcs7-mime";
/// The media type of a problem (RFC 9457).
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";
/// The header that carries the platform's receipt beside a downloaded content, in base64.
pub const RECEIPT_HEADER: &str = "tasuki-receipt";
