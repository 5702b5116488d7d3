//! Offices, users, certificates and the ledger of messages.
//!
//! Short reads run where they are asked for, on one of a few connections. Writes go through one
//! writer, which takes all that wait into one transaction: one disk flush serves them all (group
//! commit).

mod alone;
mod bell;
mod certificates;
mod changes;
mod clock;
mod directory;
mod engine;
mod id;
mod kept;
mod leases;
mod lists;
#[cfg(any(test, feature = "testing"))]
mod load;
mod messages;
mod months;
mod news;
mod offices;
mod own_certificates;
#[cfg(test)]
mod plans;
mod readers;
mod reading;
mod rows;
mod schema;
mod signed_lists;
mod sites;
#[cfg(test)]
pub(crate) mod tests;
mod transaction;
mod users;
mod values;
mod writer;

use std::path::Path;

use tokio::sync::mpsc;

use crate::StoreError;

pub use alone::Alone;
pub use bell::Heard;
pub use certificates::CertificateRow;
pub use changes::{Change, Inserted, NewMessage};
pub use directory::{DirectoryFileRow, DirectoryLineRow};
pub use engine::{DatabasePlace, PlaceError, PostgresPlace};
pub use id::RecordId;
pub use lists::{Filter, ListCursor, MailBoxSide, Page};
pub use messages::{MessageRow, Proof};
pub use news::{NewsMark, NewsRow};
pub use offices::{MemberRow, MembersAt, Membership, OfficePage, OfficeRow, OfficeSearch};
pub use own_certificates::OwnCertificateRow;
pub use signed_lists::SignedListRow;
pub use sites::{
    AppUserRow, AskedReset, AuditChain, AuditEntry, AuditHeadRow, AuditRow, BrokenTrail,
    CertificateApplicationRow, ConsentRow, CorrectionRow, Day, DeductionFileRow, Figures,
    LicenceRow, MailRow, MailState, NoticeCursor, NoticeQuery, NoticeRow, NoticeView, OperatorRow,
    PublicNotices, Refusals, ServiceApplicationRow, SiteSessionRow, SystemStateRow, TermsRow,
    TicketAttachmentNameRow, TicketAttachmentRow, TicketOrder, TicketQuery, TicketRow,
    TicketStepRow,
};
pub use transaction::Transaction;
pub use users::UserRow;

use bell::Bell;
use engine::{Access, Connection};
use readers::{Readers, apart};
use reading::Session;
use writer::Writer;

/// The platform's records. Clones share them.
#[derive(Clone, Debug)]
pub struct Records {
    place: DatabasePlace,
    readers: Readers,
    writer: Writer,
    bell: Option<Bell>,
}

impl Records {
    /// Opens the database and checks that this program may work on its schema.
    pub async fn open(place: &DatabasePlace) -> Result<Self, StoreError> {
        let place = place.clone();
        apart(move || {
            let connection = Connection::open(&place, Access::Write)?;
            schema::check(&connection)?;
            let bell = Bell::hang(&place)?;
            Ok(Self {
                readers: Readers::open(&place)?,
                writer: Writer::start(connection, bell.clone())?,
                bell,
                place,
            })
        })
        .await
    }

    /// Brings the database to this program's schema. A file that is missing is made; a database of
    /// PostgreSQL must be there.
    pub async fn migrate(place: &DatabasePlace) -> Result<(), StoreError> {
        let place = place.clone();
        apart(move || {
            let mut connection = Connection::open(&place, Access::Create)?;
            schema::migrate(&mut connection)?;
            offices::fill_words(&mut connection)
        })
        .await
    }

    /// Writes a copy of the database file to a new file, while everything goes on. A server has its
    /// own ways, and is refused.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if self.place.file().is_none() {
            return Err(StoreError::NotInFile);
        }
        let (place, to) = (self.place.clone(), to.to_string_lossy().into_owned());
        apart(move || {
            // A connection of its own: this takes long.
            let connection = Connection::open(&place, Access::Read)?;
            Session::new(connection.way(), "backup").run("VACUUM INTO ?1", [to])?;
            Ok(())
        })
        .await
    }

    /// Asks the database whether it is there, and whether this program may still work on it:
    /// somebody may have migrated it meanwhile.
    pub async fn probe(&self) -> Result<(), StoreError> {
        // By the connections that all share, and by those that are lent to one at a time.
        self.readers.is_answered("probe").await?;
        self.readers.here("probe", schema::check_in).await
    }

    /// Whether other processes may work on the same records: on a server, not on a file.
    pub const fn is_shared(&self) -> bool {
        self.bell.is_some()
    }

    /// Begins to hear the processes on the same records; none where there are no others. Who
    /// listened before hears nothing more.
    pub fn listen(&self) -> Result<Option<mpsc::UnboundedReceiver<Heard>>, StoreError> {
        self.bell.as_ref().map(Bell::listen).transpose()
    }

    /// Says something to the processes beside this one, in at most some hundred letters without
    /// line breaks. Who does not listen at the moment never hears of it.
    pub fn say(&self, word: String) {
        if let Some(bell) = &self.bell {
            bell.say(word);
        }
    }
}
