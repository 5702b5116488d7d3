//! Why nothing was set up.

use std::path::PathBuf;

use tasuki_pki::{CannotOpen, CannotSeal, InvalidRootList, IssueError};
use tasuki_store::{ContentsError, StoreError};
use tasuki_terms::{OfficeNumber, UserId};

use crate::registry::RegisterError;
use crate::settings::SettingsError;

/// Why a platform or a certificate was not set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// There is a platform already.
    #[error("{file} exists")]
    Exists {
        /// Its settings file.
        file: PathBuf,
    },
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The settings have sites already.
    #[error("the settings have sites")]
    SitesExist,
    /// The settings cannot be written.
    #[error("the settings cannot be written")]
    Write(#[source] toml::ser::Error),
    /// A file cannot be read or written.
    #[error("a file cannot be read or written")]
    File(#[from] std::io::Error),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The contents cannot be kept where they should be.
    #[error("the contents")]
    Contents(#[from] ContentsError),
    /// The authority does not issue.
    #[error(transparent)]
    Authority(#[from] IssueError),
    /// The certificate would end where the calendar does.
    #[error("the calendar has ended")]
    Calendar,
    /// A password cannot be hashed.
    #[error("a password cannot be hashed")]
    Hash,
    /// The office is not registered.
    #[error("office {office} is not registered")]
    NotRegistered {
        /// Which office.
        office: OfficeNumber,
    },
    /// The office is suspended or closed.
    #[error("office {office} is not active")]
    NotActive {
        /// Which office.
        office: OfficeNumber,
    },
    /// The user is another office's.
    #[error("user {user} is not of office {office}")]
    OtherOffice {
        /// Which user.
        user: UserId,
        /// The office that was named.
        office: OfficeNumber,
    },
    /// An office cannot be registered.
    #[error("office {office} cannot be registered")]
    Register {
        /// Which office.
        office: OfficeNumber,
        /// Why.
        #[source]
        source: Box<RegisterError>,
    },
    /// No certificate of this serial number was issued.
    #[error("no certificate has the serial number {serial}")]
    NoSuchCertificate {
        /// Which serial number.
        serial: String,
    },
    /// The certificate is one that the platform itself uses.
    #[error("the platform uses the certificate with the serial number {serial}")]
    StillUsed {
        /// Which serial number.
        serial: String,
    },
    /// No authority has this serial number.
    #[error("no authority has the serial number {serial}")]
    NoSuchAuthority {
        /// Which serial number.
        serial: String,
    },
    /// The authority issues, or issued the certificates that the platform itself uses.
    #[error("the authority with the serial number {serial} is in use")]
    AuthorityInUse {
        /// Which serial number.
        serial: String,
    },
    /// The root's list is not to be believed.
    #[error("the root's list")]
    RootList(#[from] InvalidRootList),
    /// The root's list is gone: what it took back is not known any more.
    #[error("{file} does not exist")]
    NoRootList {
        /// Where it would be.
        file: PathBuf,
    },
    /// The platform has no root of its own.
    #[error("{file} does not exist")]
    NoRoot {
        /// The file in which its key would be.
        file: PathBuf,
    },
    /// The root's key cannot be opened.
    #[error("the root's key")]
    RootClosed(#[from] CannotOpen),
    /// The root's key cannot be sealed.
    #[error("the root's key")]
    RootUnsealed(#[from] CannotSeal),
}
