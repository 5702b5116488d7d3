//! Offices, users, certificates and the ledger of messages.
//!
//! Short reads run where they are asked for, on one of a few connections. Writes go through one
//! writer, which takes all that wait into one transaction: one disk flush serves them all (group
//! commit).

mod certificates;
mod changes;
mod connection;
mod directory;
mod id;
mod lists;
mod messages;
mod offices;
mod own_certificates;
mod readers;
mod reading;
mod schema;
mod sites;
#[cfg(test)]
mod tests;
mod transaction;
mod users;
mod writer;

use std::path::{Path, PathBuf};

use crate::StoreError;

pub use certificates::CertificateRow;
pub use changes::{Change, Inserted, NewMessage};
pub use directory::{DirectoryFileRow, DirectoryLineRow};
pub use id::RecordId;
pub use lists::{Filter, ListCursor, MailBoxSide, Page};
pub use messages::{MessageRow, Proof};
pub use offices::{MemberRow, MembersAt, Membership, OfficePage, OfficeRow, OfficeSearch};
pub use own_certificates::OwnCertificateRow;
pub use sites::{
    AppUserRow, AskedReset, AuditChain, AuditEntry, AuditHeadRow, AuditRow, BrokenTrail,
    CertificateApplicationRow, ConsentRow, CorrectionRow, Day, DeductionFileRow, Figures,
    LicenceRow, MailRow, NoticeCursor, NoticeQuery, NoticeRow, NoticeView, OperatorRow,
    PublicNotices, Refusals, ServiceApplicationRow, SiteSessionRow, SystemStateRow, TermsRow,
    TicketAttachmentNameRow, TicketAttachmentRow, TicketQuery, TicketRow, TicketStepRow,
};
pub use transaction::Transaction;
pub use users::UserRow;

use connection::Access;
use readers::{Readers, apart};
use reading::Session;
use writer::Writer;

/// The platform's records. Clones share them.
#[derive(Clone, Debug)]
pub struct Records {
    file: PathBuf,
    readers: Readers,
    writer: Writer,
}

impl Records {
    /// Opens the database file and checks that its schema is this program's.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let file = file.to_owned();
        apart(move || {
            let connection = connection::open(&file, Access::Write)?;
            schema::check(&connection)?;
            Ok(Self {
                readers: Readers::open(&file)?,
                writer: Writer::start(connection)?,
                file,
            })
        })
        .await
    }

    /// Brings the database file, which is made if it is missing, to this program's schema.
    pub async fn migrate(file: &Path) -> Result<(), StoreError> {
        let file = file.to_owned();
        apart(move || {
            let mut connection = connection::open(&file, Access::Create)?;
            schema::migrate(&mut connection)?;
            offices::fill_words(&mut connection)
        })
        .await
    }

    /// Writes a copy of the database to a new file, while everything goes on.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let (file, to) = (self.file.clone(), to.to_string_lossy().into_owned());
        apart(move || {
            // A connection of its own: this takes long.
            let connection = connection::open(&file, Access::Read)?;
            Session::new(&connection, "backup").run("VACUUM INTO ?1", [to])?;
            Ok(())
        })
        .await
    }

    /// Asks the database whether it is there.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.readers
            .here("probe", |session| {
                session.exists("SELECT count(*) FROM schema_version", [])
            })
            .await?;
        Ok(())
    }
}
