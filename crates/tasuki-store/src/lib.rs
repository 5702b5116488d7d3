//! The platform's records and contents.
//!
//! [`Records`] keeps offices, users, certificates and the ledger of messages in SQL; [`Contents`]
//! keeps sealed envelopes in a folder or in a bucket of an S3 store. Both answer only when what they
//! say is on disk. This crate
//! knows no HTTP and no rules: what may happen is decided before it is called, and it saves the
//! decision only if the state on which it rests still holds.

mod contents;
mod error;
mod gather;
mod records;

pub use contents::{
    BucketPlace, Contents, ContentsError, ContentsPlace, ContentsPlaceError, Draft, HELD_KIB,
    Place, Survey, SweepError,
};
pub use error::{DatabaseError, PostgresFailure, StoreError};
pub use records::{
    Alone, AppUserRow, AskedReset, AuditChain, AuditEntry, AuditHeadRow, AuditRow, BrokenTrail,
    CertificateApplicationRow, CertificateRow, Change, ConsentRow, CorrectionRow, DatabasePlace,
    Day, DeductionFileRow, DirectoryFileRow, DirectoryLineRow, Figures, Filter, Heard, Inserted,
    LicenceRow, ListCursor, MailBoxSide, MailRow, MailState, MemberRow, MembersAt, Membership,
    MessageRow, NewMessage, NewsMark, NewsRow, NoticeCursor, NoticeQuery, NoticeRow, NoticeView,
    OfficePage, OfficeRow, OfficeSearch, OperatorRow, OwnCertificateRow, Page, PlaceError,
    PostgresPlace, Proof, PublicNotices, RecordId, Records, Refusals, ServiceApplicationRow,
    SignedListRow, SiteSessionRow, SystemStateRow, TermsRow, TicketAttachmentNameRow,
    TicketAttachmentRow, TicketOrder, TicketQuery, TicketRow, TicketStepRow, Transaction, UserRow,
};
