//! What the sites keep besides offices, users and certificates.

mod app_users;
mod applications;
mod audit;
mod certificate_applications;
mod corrections;
mod deductions;
mod figures;
mod grants;
mod licences;
mod mails;
mod notices;
mod operators;
mod public_notices;
mod refusals;
mod reminders;
mod resets;
mod sessions;
mod state;
mod terms;
#[cfg(test)]
mod tests;
mod tickets;
mod uses;

pub use app_users::AppUserRow;
pub use applications::ServiceApplicationRow;
pub use audit::{AuditChain, AuditEntry, AuditHeadRow, AuditRow, BrokenTrail};
pub use certificate_applications::CertificateApplicationRow;
pub use corrections::CorrectionRow;
pub use deductions::DeductionFileRow;
pub(super) use figures::day_number;
pub use figures::{Day, Figures};
pub use licences::LicenceRow;
pub use mails::{MailRow, MailState};
pub use notices::{NoticeCursor, NoticeQuery, NoticeRow, NoticeView};
pub use operators::OperatorRow;
pub use public_notices::PublicNotices;
pub use refusals::Refusals;
pub use resets::AskedReset;
pub use sessions::SiteSessionRow;
pub use state::SystemStateRow;
pub use terms::{ConsentRow, TermsRow};
pub use tickets::{
    TicketAttachmentNameRow, TicketAttachmentRow, TicketOrder, TicketQuery, TicketRow,
    TicketStepRow,
};
