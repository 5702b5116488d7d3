//! What was sent, to compare it with what is found.

use std::path::PathBuf;

use tasuki_terms::{MessageId, OfficeNumber, ServiceType};

/// One message that was sent and received.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// Its id.
    pub(crate) id: MessageId,
    /// What it carries.
    pub(crate) cargo: Cargo,
    /// The service type of the service office.
    pub(crate) service: ServiceType,
    /// Who sent it.
    pub(crate) sender: OfficeNumber,
    /// Who received it.
    pub(crate) receiver: OfficeNumber,
    /// The step in which it was received.
    pub(crate) step: u32,
    /// The files that were sent.
    pub(crate) files: Vec<SentFile>,
    /// The text that was sent.
    pub(crate) text: String,
    /// The folder to which its files were saved; nothing else is in it.
    pub(crate) folder: PathBuf,
    /// Where its text was saved.
    pub(crate) text_file: Option<PathBuf>,
    /// Its folder in the sender's ledger.
    pub(crate) sent: PathBuf,
    /// Its folder in the receiver's ledger.
    pub(crate) received: PathBuf,
}

/// What a message carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cargo {
    /// A plan (予定).
    Plan,
    /// Actuals (実績).
    Actual,
}

/// A file that was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SentFile {
    /// Its name.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}
