//! The platform (連携基盤): it accepts sealed messages, keeps them, hands them on and proves it.
//!
//! [`settings`] says how it runs, [`program`] holds the commands of `tasuki-server`, [`serve`]
//! brings it up. A request comes in through `door` (TLS, who calls), passes the rights and limits,
//! and reaches one handler in `api`. Each handler has the same form: take the caller and typed
//! input, load, decide with `tasuki-exchange`, save, answer. What is inside a message the platform
//! can never read.

mod answer;
mod api;
mod authority;
mod beside;
mod directory;
mod door;
mod figures;
mod jobs;
mod letters;
mod news;
mod operations;
mod password;
mod platform;
pub mod program;
mod range;
mod refusals;
mod registry;
mod releases;
mod root_list;
pub mod serve;
pub mod settings;
mod setup;
mod sites;
mod token;
mod traces;
mod trail;
mod vault;

pub use api::openapi;
pub use letters::print_with_roots;
pub use password::Passwords;
pub use registry::{
    ATTACHMENT_MAX, AppUser, AppUserError, ApplyError, AskedCorrection, Attachment, CATEGORIES,
    CERTIFICATE_TERMS, CertificateDraft, CertificateError, CertificateFile, CertificateKey,
    CommonNotice, CorrectionError, Credentials, DeductionConflict, DeductionError, DirectoryError,
    Document, EnrolError, FeeError, HelpDesk, ImportedFile, InForce, IssuingPasswordError, KnownTo,
    LeftOut, Letter, LicenceError, MadeDeduction, NewApplication, NewEnrolment, NewOperator,
    NewPassword, NewTicket, NewTicketStep, OfficeCertificate, OfficeError, OperatorError,
    OperatorKey, PasswordError, PlannedDeductions, ReadDeduction, RegisterError, RegisterOutcome,
    Registration, Registry, RegistryError, ReplyCall, TicketError, Versions,
};
pub use releases::{NewRelease, Release, ReleaseError, ReleaseSystem};
pub use serve::{Running, start};
pub use settings::Settings;
#[cfg(feature = "testing")]
pub use setup::Crowd;
pub use setup::{
    NewPlatform, OfficeKeys, RevokedAuthority, RevokedOf, RootSeal, Setup, SetupError, made_up,
};
pub use sites::{Role, Route, Site, SitePlan, site_routes};
