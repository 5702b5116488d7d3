//! The decisions of the exchange, as pure functions.
//!
//! Everything a decision needs is an argument. This crate knows no SQL, no HTTP, no clock and no
//! cryptography.
//!
//! - Messages: may one be sent, accepted, fetched, opened, withdrawn; does a file's content agree
//!   with its name. Start at [`accept`], then [`advance`].
//! - Offices: how they are enrolled ([`OfficeForm`]), the form of their application ([`ApplicationForm`]), their certificates
//!   ([`may_apply_for_certificate`]), passwords ([`PasswordRule`]), and what they still lack
//!   ([`checklist`]).
//! - Money: licences and their payment ([`HeldLicence`]), deduction files ([`DeductionFile`]),
//!   invoices ([`InvoiceNumber`], [`IncludedTax`]). `docs/licences.md` tells the rules.
//! - The help desk: its form ([`ContactForm`]), its questions ([`TicketState`]) and when it answers
//!   ([`DeskState`]).
//! - Doors: who may ask for what ([`may`], [`may_while`], [`may_enter`]), lock-out ([`locked_until`]), sessions
//!   ([`SessionLimits`]) and one-time passwords ([`check_totp`]).

mod accept;
mod advance;
mod application;
mod certificate;
mod checklist;
mod contact;
mod content;
mod deduction;
mod desk_hours;
mod enrolment;
mod invoice;
mod licence;
mod limits;
mod lockout;
mod office;
mod password;
mod refusal;
mod reminder;
mod rights;
mod site;
mod ticket;
mod totp;

pub use accept::{Proposal, Sent, accept};
pub use advance::{Step, advance};
pub use application::{
    Application, ApplicationField, ApplicationForm, FaultKind, FieldFault, PersonName,
};
pub use certificate::{
    ApplyRefusal, Approval, ApprovalRule, AskReason, CertificateFees, CertificateState,
    CertificateStep, DAYS_AFTER_CHANGE, HeldCertificate, InvalidCertificateStep, ReissueRule,
    approve_by_rule, may_apply_for_certificate,
};
pub use checklist::{
    CertificateFact, ChecklistItem, SetupFacts, SetupStep, StepLink, StepState, checklist,
    next_step,
};
pub use contact::{
    Contact, ContactFault, ContactFaultKind, ContactField, ContactForm, phone_as_typed,
};
pub use content::{Content, TOLD_WITHIN, content};
pub use deduction::{
    AnswerConflict, DeductionAnswer, DeductionFile, DeductionHead, DeductionLine, DeductionOutcome,
    DeductionResult, Federation, FileFault, FileFaultKind, ImpossibleReason, InvalidFederation,
    control_sum, judge_answer, read_result, write_result,
};
pub use desk_hours::{
    CallbackWish, DESK_HOURS, DESK_HOURS_TEXT, DeskState, is_desk_day, written_hour,
};
pub use enrolment::{
    NewEnrolment, OFFICE_COLUMNS, OfficeColumn, OfficeFault, OfficeForm, read_offices,
};
pub use invoice::{
    IncludedTax, InvalidRegistrationNumber, InvoiceNumber, RegistrationNumber, transfer_due_on,
};
pub use licence::{
    ApplicationState, AutoRenewal, ClaimMonthRefusal, Collection, FeePeriod, FeeSchedule,
    HeldLicence, Licence, LicenceRefusal, PaymentFacts, PaymentMethod, PaymentState, PaymentStep,
    RenewalRule, Settlement, Standing, Term, application_state, cancel_licence, shown_expiry,
};
pub use limits::Limits;
pub use lockout::{Lockout, locked_until};
pub use office::OfficeStatus;
pub use password::{
    PasswordChange, PasswordFault, PasswordKind, PasswordRule, PasswordState, new_password,
};
pub use refusal::Refusal;
pub use reminder::{REMINDER_DAYS, days_between, due_reminder};
pub use rights::{Operation, Role, may, may_while};
pub use site::{SessionEnding, SessionLimits, SessionState, SiteRole, may_enter};
pub use ticket::{
    InvalidTicketNumber, InvalidTicketStep, TicketCategory, TicketNumber, TicketState, TicketStep,
};
pub use totp::{check_totp, totp_code, totp_secret_text, totp_step, totp_uri};
