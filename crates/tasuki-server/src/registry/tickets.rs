//! Questions to the help desk (お問い合わせ): asked on the support site, answered in the console.

mod letters;
mod step;

use tasuki_exchange::{
    CallbackWish, Contact, InvalidTicketStep, SiteRole, TicketNumber, may_enter,
};
use tasuki_store::{
    OperatorRow, RecordId, StoreError, TicketAttachmentNameRow, TicketAttachmentRow, TicketRow,
    Transaction,
};
use tasuki_terms::{MailAddress, MediaType};
use zeroize::Zeroizing;

pub use self::step::NewTicketStep;

use super::Registry;
use crate::settings::Settings;
use crate::sites::Site;
use crate::vault::NotOpened;

/// The most bytes of one file.
pub const ATTACHMENT_MAX: usize = 5 * 1024 * 1024;
/// The most bytes of all files that are kept.
const ATTACHMENTS_MAX: u64 = 1024 * 1024 * 1024;

/// How the help desk is reached, as mails tell it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelpDesk {
    /// Whose it is.
    name: String,
    /// The address of the support site.
    support: String,
    /// The address of the console.
    console: String,
    /// Where operators are told of new questions.
    mail: Option<MailAddress>,
    /// Its telephone number.
    phone: Option<String>,
}

/// A mail as it goes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// 件名.
    pub subject: String,
    /// 本文.
    pub body: String,
}

/// Without what is personal.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}

impl HelpDesk {
    /// The mail with which a question is answered.
    pub fn reply(&self, number: TicketNumber, text: &str) -> Letter {
        letters::reply(number, text, self)
    }

    /// The help desk of a platform.
    pub fn of(settings: &Settings) -> Self {
        let desk = &settings.support_desk;
        Self {
            name: settings.name.clone(),
            support: settings.site_origin(Site::Support).to_owned(),
            console: settings.site_origin(Site::Console).to_owned(),
            mail: desk.mail.clone(),
            phone: desk.phone.as_ref().map(ToString::to_string),
        }
    }
}

/// A question that is asked.
#[derive(Debug)]
pub struct NewTicket {
    /// The form; the same one, sent twice, asks once.
    pub draft: RecordId,
    /// Who asks what.
    pub contact: Contact,
    /// A file.
    pub attachment: Option<Attachment>,
}

/// The file of a question.
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What it is; the bytes agree.
    pub media: MediaType,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment")
            .field("media", &self.media)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Whether an operator deals with questions: who may only look at them is given none.
pub(crate) fn deals_with_tickets(operator: &OperatorRow) -> bool {
    let role = SiteRole::read(&operator.role);
    operator.is_active && role.is_some_and(|role| may_enter(role, SiteRole::OperatorClerk))
}

/// Why something cannot be done about a question.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// There is no such question.
    #[error("there is no such ticket")]
    Unknown,
    /// There is no such operator, or no longer, or none who deals with questions.
    #[error("no operator of this name deals with tickets")]
    UnknownOperator,
    /// There is no number to call.
    #[error("there is no number to call")]
    NoNumber,
    /// It is not at a state from which this leads on.
    #[error(transparent)]
    Step(#[from] InvalidTicketStep),
    /// There is no room for more files.
    #[error("there is no room for more attachments")]
    Full,
    /// Something was done about it since it was looked at.
    #[error("the ticket was changed meanwhile")]
    Changed,
    /// There are no numbers any more.
    #[error("there are no numbers for tickets any more")]
    Exhausted,
    /// The file cannot be sealed or opened.
    #[error("an attachment cannot be sealed or opened")]
    Vault,
    /// The records failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotOpened> for TicketError {
    fn from(_: NotOpened) -> Self {
        Self::Vault
    }
}

/// For what the name of a form's file is sealed, and for what the file is.
fn purposes(draft: RecordId) -> (String, String) {
    (
        format!("ticket-name {draft}"),
        format!("ticket-file {draft}"),
    )
}

/// Whether there is room for a file, if there is one.
fn has_room(
    records: &Transaction<'_>,
    file: Option<&TicketAttachmentRow>,
) -> Result<bool, StoreError> {
    match file {
        None => Ok(true),
        Some(file) => Ok(records.ticket_attachment_bytes()? + file.bytes <= ATTACHMENTS_MAX),
    }
}

impl Registry {
    /// Plans the calls that were promised before it was kept when they are to come.
    pub(crate) async fn plan_old_calls(&self) -> Result<(), StoreError> {
        let plan = |records: &Transaction<'_>| records.plan_old_calls(CallbackWish::next);
        let planned = self.records.change("plan_old_calls", plan).await?;
        if planned > 0 {
            tracing::info!(planned, "calls of before were planned");
        }
        Ok(())
    }

    /// Asks the help desk. Who asks and the operators are told by mail; the mail to who asks
    /// repeats nothing that was typed, since the address may be a stranger's.
    pub async fn ask_help_desk(
        &self,
        new: NewTicket,
        desk: &HelpDesk,
    ) -> Result<TicketNumber, TicketError> {
        let attachment = new
            .attachment
            .map(|file| self.seal_attachment(new.draft, &file));
        let attachment = attachment.transpose()?;
        let (hand, desk) = (self.hand("support"), desk.clone());
        let (draft, contact) = (new.draft, new.contact);
        self.records
            .change("ask_help_desk", move |records| {
                let known = records.ticket_of_draft(draft)?;
                // Somebody may go back and choose the file that was forgotten.
                let has_file = match known {
                    Some(known) => records.ticket_attachment_name(known)?.is_some(),
                    None => false,
                };
                let file = attachment.as_ref().filter(|_| !has_file);
                if !has_room(records, file)? {
                    return Ok(Err(TicketError::Full));
                }
                if let Some(known) = known {
                    if let Some(file) = file {
                        records.save_ticket_attachment(known, file)?;
                    }
                    return Ok(Ok(known));
                }
                let call_from = contact.call.map(|wish| wish.next(hand.now));
                let asked = (hand.now, call_from);
                let Some(number) = records.add_ticket(draft, &contact, asked)? else {
                    return Ok(Err(TicketError::Exhausted));
                };
                if let Some(file) = file {
                    records.save_ticket_attachment(number, file)?;
                }
                let mail = letters::received(number, &contact, &desk, &hand);
                records.post_mail(&mail, hand.now)?;
                if let Some(mail) = letters::told(number, &contact, &desk, &hand) {
                    records.post_mail(&mail, hand.now)?;
                }
                Ok(Ok(number))
            })
            .await?
    }

    fn seal_attachment(
        &self,
        draft: RecordId,
        file: &Attachment,
    ) -> Result<TicketAttachmentRow, TicketError> {
        let (name, content) = purposes(draft);
        Ok(TicketAttachmentRow {
            media: file.media,
            bytes: file.bytes.len() as u64,
            sealed_name: self.vault.seal(&name, file.name.as_bytes())?,
            sealed: self.vault.seal(&content, &file.bytes)?,
        })
    }

    /// The name of a question's file.
    pub(crate) fn open_attachment_name(
        &self,
        ticket: &TicketRow,
        row: &TicketAttachmentNameRow,
    ) -> Result<String, TicketError> {
        let (name, _) = purposes(ticket.draft);
        let name = self.vault.open(&name, &row.sealed_name)?;
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    /// The file of a question, opened.
    pub(crate) fn open_attachment(
        &self,
        ticket: &TicketRow,
        row: &TicketAttachmentRow,
    ) -> Result<Attachment, TicketError> {
        let (name, content) = purposes(ticket.draft);
        let name = self.vault.open(&name, &row.sealed_name)?;
        Ok(Attachment {
            name: String::from_utf8_lossy(&name).into_owned(),
            media: row.media,
            bytes: self.vault.open(&content, &row.sealed)?,
        })
    }
}
