//! What is done about offices, users, certificates and licences, whoever asks for it: a site, the
//! command line, or a job.
//!
//! Each use case is one function in a file of its own: it takes typed input, decides by the rules of
//! `tasuki-exchange`, and saves what follows, with its audit entry, notice and mail, in one
//! transaction. Nothing here knows of HTTP or pages.

mod app_users;
mod enrol;
mod licences;
mod messages;
mod passwords;
mod progress;
mod service;
mod terms;

use std::sync::Arc;

use tasuki_seal::SystemEntropy;
use tasuki_store::{AuditEntry, RecordId, Records, StoreError};
use tasuki_terms::{Clock, Entropy, Timestamp};

use crate::settings::Sites;
use crate::vault::{InvalidVaultKey, Vault};
use crate::{Setup, SetupError};

pub(crate) use licences::held;
pub(crate) use messages::NoticeText;
pub(crate) use passwords::{NewPassword, PasswordError};
pub(crate) use progress::Overview;
pub(crate) use terms::{in_force, to_agree};

pub use app_users::{AppUser, AppUserError};
pub use enrol::{Credentials, EnrolError, NewEnrolment};
pub use licences::LicenceError;
pub use service::{ApplyError, NewApplication};
pub use terms::{Document, InForce, Versions};

/// What use cases need. Clones share it.
#[derive(Clone)]
pub struct Registry {
    pub(crate) records: Records,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Keeps what must be shown again.
    pub(crate) vault: Arc<Vault>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

/// Why the use cases cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The key of the vault cannot be read.
    #[error(transparent)]
    Read(#[from] std::io::Error),
    /// The key of the vault is none.
    #[error("sites.vault_key")]
    Key(#[from] InvalidVaultKey),
    /// The records do not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The platform serves no sites.
    #[error("the platform serves no sites")]
    NoSites,
}

impl Setup {
    /// The use cases, for who does them without a site.
    pub async fn registry(&self, clock: Arc<dyn Clock>) -> Result<Registry, RegistryError> {
        let settings = self.settings()?;
        let sites = settings.sites.as_ref().ok_or(RegistryError::NoSites)?;
        let records = Records::open(&settings.store.records).await?;
        let registry = Registry::open(records, clock, sites)?;
        registry.seed_terms().await?;
        Ok(registry)
    }
}

impl Registry {
    pub(crate) fn open(
        records: Records,
        clock: Arc<dyn Clock>,
        settings: &Sites,
    ) -> Result<Self, RegistryError> {
        Ok(Self {
            records,
            clock,
            entropy: Arc::new(SystemEntropy),
            vault: Arc::new(Vault::new(&fs_err::read(&settings.vault_key)?)?),
        })
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An id for something new.
    pub(crate) fn new_id(&self) -> RecordId {
        RecordId::new(self.now(), &*self.entropy)
    }

    /// An entry for the audit trail.
    pub(crate) fn audit(
        &self,
        actor: impl Into<String>,
        action: &'static str,
        subject: impl ToString,
        detail: impl Into<String>,
    ) -> AuditEntry {
        AuditEntry {
            at: self.now(),
            actor: actor.into(),
            action,
            subject: subject.to_string(),
            detail: detail.into(),
        }
    }
}
