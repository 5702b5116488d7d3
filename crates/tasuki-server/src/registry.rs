//! What is done about offices, users, certificates and licences, whoever asks for it: a site, the
//! command line, or a job.
//!
//! Each use case is one function in a file of its own: it takes typed input, decides by the rules
//! of `tasuki-exchange`, and saves what follows, with its audit entry, notice and mail, in one
//! transaction. Nothing here knows of HTTP or pages.

mod address;
mod app_users;
mod certificates;
mod corrections;
mod deductions;
mod directory;
mod enrol;
mod hand;
mod issuing;
mod licences;
mod messages;
mod notices;
mod offices;
mod operators;
mod passwords;
mod progress;
mod publishing;
mod register;
mod reset;
mod service;
mod system;
mod terms;
mod tickets;
mod unlock;

use std::fmt::Display;
use std::sync::Arc;

use tasuki_exchange::{ApprovalRule, CertificateFees, FeeSchedule, ReissueRule};
use tasuki_pki::{Anchors, Authority, InvalidAnchors, IssueError};
use tasuki_seal::SystemEntropy;
use tasuki_store::{AuditEntry, RecordId, Records, StoreError};
use tasuki_terms::{Clock, Entropy, Timestamp};
use zeroize::Zeroizing;

use crate::settings::{Retention, Settings, Sites};
use crate::vault::{InvalidVaultKey, Vault};
use crate::{Setup, SetupError};

pub(crate) use certificates::{NotEntered, enter_issued, revoke_serial};
pub(crate) use hand::{BY_RULE, Hand};
pub(crate) use licences::{held, licence_end, void_invoices};
pub(crate) use messages::NoticeText;
pub(crate) use operators::{Admitted, OperatorLogIn};
pub(crate) use progress::Overview;
pub(crate) use service::OfferedYear;
pub(crate) use terms::{in_force, to_agree};

pub use app_users::{AppUser, AppUserError};
pub use certificates::{
    CertificateDraft, CertificateError, CertificateFile, CertificateKey, FeeError,
    OfficeCertificate,
};
pub use corrections::{AskedCorrection, CorrectionError};
pub use deductions::{
    DeductionConflict, DeductionError, LeftOut, MadeDeduction, PlannedDeductions, ReadDeduction,
};
pub(crate) use directory::INVENTED;
pub use directory::{DirectoryError, ImportedFile};
pub use enrol::{Credentials, EnrolError};
pub use issuing::IssuingPasswordError;
pub use licences::LicenceError;
pub use offices::OfficeError;
pub use operators::{KnownTo, NewOperator, OperatorError, OperatorKey};
pub use passwords::{NewPassword, PasswordError};
pub use publishing::{CATEGORIES, CommonNotice};
#[cfg(feature = "testing")]
pub(crate) use register::Registered;
pub use register::{RegisterError, RegisterOutcome, Registration};
pub use service::{ApplyError, NewApplication};
pub use tasuki_exchange::NewEnrolment;
pub use terms::{CERTIFICATE_TERMS, Document, InForce, Versions};
pub(crate) use tickets::deals_with_tickets;
pub use tickets::{
    ATTACHMENT_MAX, Attachment, HelpDesk, Letter, NewTicket, NewTicketStep, ReplyCall, TicketError,
};

/// What use cases need. Clones share it.
#[derive(Clone)]
pub struct Registry {
    pub(crate) records: Records,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Keeps what must be shown again.
    pub(crate) vault: Arc<Vault>,
    /// Issues certificates; none if the platform has no authority of its own.
    pub(crate) authority: Option<Arc<Authority>>,
    /// The root and the authorities that offices trust.
    pub(crate) anchors: Option<Arc<Anchors>>,
    /// When certificates are issued, and by whom.
    pub(crate) certificates: CertificateRules,
    /// What licences and certificates cost.
    pub(crate) fees: Arc<FeeRules>,
    /// For how many days a content can be fetched.
    pub(crate) content_days: u32,
    /// Whether somebody issues invoices and receipts.
    pub(crate) has_issuer: bool,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

/// When certificates are issued, and by whom; data of the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct CertificateRules {
    /// Which are approved without a person.
    pub(crate) approval: ApprovalRule,
    /// When another one may be applied for.
    pub(crate) reissue: ReissueRule,
}

/// What licences and certificates cost; data of the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct FeeRules {
    /// A year, by its first day.
    pub(crate) licences: FeeSchedule,
    /// A certificate, by its class.
    pub(crate) certificates: CertificateFees,
}

/// Why the use cases cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The key of the vault cannot be read.
    #[error("sites.vault_key")]
    Read(#[from] std::io::Error),
    /// A file of the authority cannot be read.
    #[error("a file of the authority cannot be read")]
    AuthorityFile(#[source] std::io::Error),
    /// The key of the vault is none.
    #[error("sites.vault_key")]
    Key(#[from] InvalidVaultKey),
    /// The records do not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The authority's certificates or its key cannot be used.
    #[error("keys.authority and authority.key")]
    Authority(#[from] IssueError),
    /// There is nobody to trust among the authorities.
    #[error("keys.authority")]
    Anchors(#[from] InvalidAnchors),
    /// The settings cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl Setup {
    /// The use cases, for who does them without a site.
    pub async fn registry(&self, clock: Arc<dyn Clock>) -> Result<Registry, RegistryError> {
        let settings = self.settings()?;
        let records = Records::open(&settings.store.records).await?;
        Registry::prepared(records, clock, &settings).await
    }
}

/// For tests: the use cases on new records in a folder, and an office that is enrolled.
#[cfg(test)]
pub(crate) async fn with_office(folder: &std::path::Path) -> (Registry, Credentials) {
    let file = folder.join("records.db").into();
    Records::migrate(&file).await.unwrap();
    let records = Records::open(&file).await.unwrap();
    let registry = Registry::open(records, Arc::new(tasuki_terms::SystemClock), None).unwrap();
    let office = NewEnrolment {
        number: "1370000001".parse().unwrap(),
        name: "見本居宅介護支援事業所".to_owned(),
        kana: String::new(),
        service_types: Vec::new(),
        address: String::new(),
    };
    let letter = registry.enrol(office, "test").await.unwrap();
    (registry, letter)
}

impl Registry {
    /// The use cases of a platform; without sites nothing can be shown again.
    pub(crate) fn open(
        records: Records,
        clock: Arc<dyn Clock>,
        sites: Option<&Sites>,
    ) -> Result<Self, RegistryError> {
        let vault = match sites {
            Some(sites) => Vault::new(&fs_err::read(&sites.vault_key)?)?,
            None => Vault::none(),
        };
        Ok(Self {
            records,
            clock,
            entropy: Arc::new(SystemEntropy),
            vault: Arc::new(vault),
            authority: None,
            anchors: None,
            certificates: sites.map_or_else(Default::default, |sites| sites.certificates.rules()),
            fees: Arc::default(),
            content_days: Retention::default().content_days,
            has_issuer: false,
        })
    }

    /// The use cases as the settings want them, on records that are in order for them.
    pub(crate) async fn prepared(
        records: Records,
        clock: Arc<dyn Clock>,
        settings: &Settings,
    ) -> Result<Self, RegistryError> {
        let sites = settings.sites.as_ref();
        let registry = Self::open(records, clock, sites)?.with_settings(settings)?;
        if sites.is_some() {
            registry.seed_terms().await?;
            registry.hash_app_passwords().await?;
            registry.plan_old_calls().await?;
        }
        Ok(registry)
    }

    /// The same with what the settings say outside the sites: the authority and those that are
    /// trusted, what is charged, how long contents are kept, and whether somebody issues invoices.
    fn with_settings(mut self, settings: &Settings) -> Result<Self, RegistryError> {
        self.has_issuer = settings.issuer.is_some();
        self.fees = Arc::new(settings.fees.rules());
        self.content_days = settings.retention.content_days;
        let certificates = fs_err::read_to_string(&settings.keys.authority);
        let certificates = certificates.map_err(RegistryError::AuthorityFile)?;
        self.anchors = Some(Arc::new(Anchors::from_pem(&certificates)?));
        if let Some(keys) = &settings.authority {
            let key = fs_err::read_to_string(&keys.key);
            let key = Zeroizing::new(key.map_err(RegistryError::AuthorityFile)?);
            let authority = Authority::from_pem(&certificates, &key)?;
            self.authority = Some(Arc::new(authority.published_at(keys.url.clone())));
        }
        Ok(self)
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
        subject: impl Display + Copy,
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
