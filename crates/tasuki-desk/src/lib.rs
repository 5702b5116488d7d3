//! The office's side of the exchange: profile, checking and sealing, sending, lists, receiving,
//! and the ledger with its proofs.
//!
//! Start at [`Desk`]: it holds a [`Profile`] and does what people want done. Below it are
//! [`Platform`], the plain client of the HTTP interface, and [`Ledger`], the folder where
//! everything is kept. Nothing here knows of screens or command lines; every error has a code and
//! two Japanese sentences ([`DeskError`]).

mod book;
mod bulk;
mod certificate;
mod copies;
mod desk;
mod details;
mod draft;
mod durable;
mod error;
mod events;
mod holdings;
mod jobs;
mod keyring;
mod ledger;
mod licence;
mod lists;
pub mod month;
mod password;
mod platform;
mod preview;
mod profile;
mod proof;
mod receive;
mod releases;
mod send;
mod sync;
mod target;
mod tls;
mod trust;
mod verify;

#[cfg(test)]
mod test_office;

pub use book::{
    BegunReceiving, BegunSending, Book, BookError, DraftChange, DraftFate, DraftId, Filter,
    Holdings, Job, JobId, JobLine, JobState, JobWork, KeptDraft, KeptFile, KeptPlan, Left,
    LineState, ListPage, ListedMessage, MovedMessage, NewSending, NotTaken, Partner, PlanStand,
    SeenPlan, Sort, Template, Version, WaitingPlan, Watched,
};
pub use bulk::{BulkItem, BulkPlan, PlannedMessage, plan_bulk, plan_sending};
pub use certificate::{Credential, CredentialError, Locked, RequestFiles, request_certificate};
pub use copies::{Changes, OwnCopy};
pub use desk::{Desk, Tools};
pub use details::Details;
pub use draft::{CheckedDraft, Draft, DraftFile, Fault};
pub use error::{DeskError, Outcome};
pub use events::{Events, News};
pub use jobs::{JobControl, JobListener, JobNews, LineStep};
pub use keyring::{Keyring, KeyringError, Lock};
pub use ledger::{Ledger, MessageFolder, Side};
pub use lists::Pages;
pub use password::{NoPassword, PasswordFile, PasswordSource};
pub use platform::{
    AppUserStand, Content, ContentStream, OfficeQuery, Patience, Platform, PlatformError,
    PlatformSetupError, Progress, ProxyFault, Query,
};
pub use preview::{
    Preview, PreviewCell, PreviewColumn, PreviewMedia, PreviewTable, PreviewText, spoken_item,
};
pub use profile::{
    Identities, Installation, LockedProfile, NewProfile, NoProxyAddress, PasswordChange, Profile,
    ProfileError, Proxy, ProxyLogin, Sealed, Trust, thumbprint,
};
pub use proof::{ProofError, TrustedReceipt, receipt_name, trusted_office, trusted_receipt};
pub use receive::{Received, ReceivedFile};
pub use releases::{ListedRelease, ReleaseError, UnreadableList, own_version, read_version};
pub use send::{Earlier, EarlierStand};
pub use send::{Resumed, SentMessage};
pub use sync::Synced;
pub use target::{TargetError, TargetRule};
pub use tasuki_pki::Cost;
pub use verify::{
    CheckedReceipt, ReceiptCheck, ReceiptFault, ReceiptStand, Signature, SignedThing, Verification,
    check_receipt, verify,
};
