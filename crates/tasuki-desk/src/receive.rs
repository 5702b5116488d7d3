//! Receiving (受信).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tasuki_seal::{Hasher, Limits, Manifest, Opened, Receipt, ReceiptKind, issue};
use tasuki_terms::{Digest, MessageId, MessageState};

use crate::details::Details;
use crate::error::blocking;
use crate::ledger::{MessageFolder, Side};
use crate::proof::trusted_receipt_of;
use crate::send::receipt_der;
use crate::{Desk, DeskError, ProofError, Query, TrustedReceipt, holdings, trusted_office};

mod download;
mod file_name;
mod place;
mod safety;
mod turn;

pub(crate) use file_name::writable;

/// A message that was received: its files are written and the sender will know.
#[derive(Clone)]
pub struct Received {
    /// Its id.
    pub id: MessageId,
    /// What its sender signed.
    pub manifest: Manifest,
    /// The sender's name, as the platform tells it.
    pub sender_name: String,
    /// The files, in the sender's order.
    pub files: Vec<ReceivedFile>,
    /// The text (メッセージ); it was also written to [`Received::text_file`].
    pub text: Option<String>,
    /// The file with the text.
    pub text_file: Option<PathBuf>,
    /// The receipts (受領証) as far as the ledger knows them, oldest first.
    pub receipts: Vec<TrustedReceipt>,
}

/// A file that was received.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedFile {
    /// The name that the sender gave it.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub digest: Digest,
    /// Whether it was there already, from an earlier run that broke off.
    pub was_there: bool,
}

impl Desk {
    /// Fetches a message, opens and verifies it, writes its files to the folder `target`, and
    /// confirms with a signed receipt.
    ///
    /// A message with a file that is not what its name and its sender say is refused whole.
    /// Files that are there already are never overwritten: `name.CSV` becomes `name (2).CSV`. A
    /// run that broke off can be repeated: what was written is not written again. Of several runs
    /// at once one receives it, and the others find what it wrote. The envelope stays in the ledger
    /// as the own copy; received again, the message comes from there.
    pub async fn receive(
        &self,
        id: MessageId,
        target: impl AsRef<Path>,
    ) -> Result<Received, DeskError> {
        self.check_certificate()?;
        let details = self.details(id).await?;
        if details.manifest.receiver != self.profile.office() {
            return Err(DeskError::NotAddressed { id });
        }
        let folder = self.ledger.message(Side::Received, id);
        let turn = Arc::new(turn::take(&folder).await?);
        let copy = folder.clone();
        blocking(move || Ok(copy.reuse_envelope()?)).await?;
        let fetched = self.download(&details, &folder).await?;
        let (files, text, text_file) = self
            .place(&details, &folder, target.as_ref().to_owned(), &turn)
            .await?;
        let opened = self.confirm(&details, &folder, &fetched).await?;
        blocking(move || Ok(folder.keep_part()?)).await?;
        let mut receipts = details.receipts;
        receipts.retain(|one| one.receipt.kind == ReceiptKind::Accepted);
        receipts.extend([fetched, opened]);
        Ok(Received {
            id,
            manifest: details.manifest,
            sender_name: details.summary.sender_name,
            files,
            text,
            text_file,
            receipts,
        })
    }

    /// Where the files of a received message were written last, and its text behind them, as far as
    /// they are still there. Nothing is asked of the platform.
    pub async fn placed(&self, side: Side, id: MessageId) -> Result<Vec<PathBuf>, DeskError> {
        let folder = self.ledger.message(side, id);
        blocking(move || place::placed(&folder)).await
    }

    /// The messages that wait to be received, oldest first: those that nobody fetched, and those
    /// whose receiving broke off.
    pub async fn unreceived(&self) -> Result<Vec<MessageId>, DeskError> {
        let mut ids = Vec::new();
        for state in [MessageState::Accepted, MessageState::Fetched] {
            let query = Query {
                state: Some(state),
                ..Query::default()
            };
            let found = self.inbox_pages(query).all().await?;
            ids.extend(found.into_iter().map(|one| one.id));
        }
        // Ids begin with the time of sending.
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// Opens the downloaded envelope and writes its files.
    async fn place(
        &self,
        details: &Details,
        folder: &MessageFolder,
        target: PathBuf,
        turn: &Arc<turn::Turn>,
    ) -> Result<(Vec<ReceivedFile>, Option<String>, Option<PathBuf>), DeskError> {
        let id = details.manifest.id;
        let limits = self.limits().await?;
        // What was accepted under older, larger limits must still open.
        let limits = Limits {
            max_entries: limits.files.max(details.manifest.files.len()),
            max_bytes: limits.bytes.max(sum(&details.manifest)),
        };
        let identities = self.profile.identities().clone();
        let details = details.clone();
        let folder = folder.clone();
        let book = self.book.clone();
        let terminal = self.profile.identity().certificate().serial_hex();
        let turn = Arc::clone(turn);
        self.believing(move |anchors| {
            // Whoever breaks the receiving off does not stop the writing: nobody else begins meanwhile.
            let _held = &turn;
            let envelope = fs_err::read(folder.part())?;
            let opened = identities
                .open(&envelope, limits)
                .map_err(|error| safety::unopened(id, error))?;
            drop(envelope);
            check_signers(&opened, &details, anchors)
                .map_err(|source| DeskError::Proof { id, source })?;
            safety::check(id, &opened.container)?;
            holdings::index(&book, Side::Received, id, &opened.container);
            let text = opened.container.text.clone();
            let placed = place::place(id, &terminal, opened.container, &target, &folder)?;
            Ok((placed.files, text, placed.text_file))
        })
        .await
    }

    /// Signs that the message was opened, and hands the receipt in.
    async fn confirm(
        &self,
        details: &Details,
        folder: &MessageFolder,
        fetched: &TrustedReceipt,
    ) -> Result<TrustedReceipt, DeskError> {
        let id = details.manifest.id;
        if let Some(opened) = details.receipt(ReceiptKind::Opened) {
            return Ok(opened.clone());
        }
        let receipt = Receipt {
            version: Receipt::VERSION,
            kind: ReceiptKind::Opened,
            message: id,
            digest: details.manifest.digest(),
            sender: details.manifest.sender,
            receiver: details.manifest.receiver,
            // Our clock may be behind the platform's; the course of a message never goes back.
            at: self.clock.now().max(fetched.receipt.at),
            previous: Some(fetched.receipt.digest()),
        };
        let identity = self.profile.identity().clone();
        let der = blocking(move || issue(&receipt, &identity).map_err(DeskError::Seal)).await?;
        let answer = self.platform.put_opened(id, der).await?;
        let manifest = details.manifest.clone();
        let folder = folder.clone();
        self.believing(move |anchors| {
            // Another terminal of the office may have been first: then its receipt counts.
            let der = receipt_der(&answer)?;
            let opened = trusted_receipt_of(ReceiptKind::Opened, &der, &manifest, anchors)
                .map_err(|source| DeskError::Proof { id, source })?;
            folder.save_receipt(ReceiptKind::Opened, &der)?;
            Ok(opened)
        })
        .await
    }
}

/// Checks that the opened message is the one whose proof was verified, signed by its sender alone.
fn check_signers(
    opened: &Opened,
    details: &Details,
    anchors: &tasuki_pki::Anchors,
) -> Result<(), ProofError> {
    if opened.manifest != details.manifest {
        return Err(ProofError::OtherContent);
    }
    let accepted = details
        .receipt(ReceiptKind::Accepted)
        .map_or(opened.manifest.created_at, |one| one.receipt.at);
    let sender = opened.manifest.sender;
    let signer = trusted_office(&opened.manifest_signer, sender, anchors, accepted)?;
    let same = opened.container_signer == opened.manifest_signer
        && opened.manifest_signer == details.manifest_signer;
    if same {
        Ok(())
    } else {
        // The same office, with another of its certificates.
        Err(ProofError::OtherSigner { signer })
    }
}

impl fmt::Debug for Received {
    /// Shows not the text: it may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("id", &self.id)
            .field("files", &self.files)
            .field("text", &self.text.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReceivedFile {
    /// Shows neither the name nor the path: both may point to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedFile")
            .field("size", &self.size)
            .field("was_there", &self.was_there)
            .finish_non_exhaustive()
    }
}

fn sum(manifest: &Manifest) -> u64 {
    manifest
        .files
        .iter()
        .fold(0, |sum, file| sum.saturating_add(file.size))
}

/// The SHA-256 of a file that may be large.
fn digest_of_file(path: &Path) -> std::io::Result<Digest> {
    use std::io::Read as _;
    let mut file = fs_err::File::open(path)?;
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some([]) | None => return Ok(hasher.finish()),
            Some(bytes) => hasher.update(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use tasuki_seal::{Identity, SealedMessage, open};

    use super::*;
    use crate::details::believed;
    use crate::test_office::{HELPER, MANAGER, Town, detail, receipts, sealed};

    fn details(town: &Town, message: &SealedMessage) -> Details {
        let steps = [(ReceiptKind::Accepted, &town.platform())];
        let told = detail(message, &receipts(&message.manifest, &steps));
        believed(message.manifest.id, &told, &town.anchors()).unwrap()
    }

    fn opened(message: &SealedMessage, with: &Identity) -> Opened {
        let limits = Limits {
            max_entries: 7,
            max_bytes: 1_000_000,
        };
        open(&message.envelope, with, limits).unwrap()
    }

    #[test]
    fn what_was_opened_must_be_what_was_proven() {
        let town = Town::new();
        let (manager, helper) = (town.office(MANAGER), town.office(HELPER));
        let message = sealed(&manager, &helper);
        let proven = details(&town, &message);
        let opened_message = opened(&message, &helper);
        check_signers(&opened_message, &proven, &town.anchors()).unwrap();

        let other = details(&town, &sealed(&manager, &helper));
        let refused = check_signers(&opened_message, &other, &town.anchors()).unwrap_err();
        assert_eq!(refused.code(), "proof.other-content");
        let foreign = Town::new().anchors();
        let refused = check_signers(&opened_message, &proven, &foreign).unwrap_err();
        assert_eq!(refused.code(), "certificate.foreign");
    }

    #[test]
    fn another_certificate_of_the_same_office_is_another_signer() {
        let town = Town::new();
        let (manager, helper) = (town.office(MANAGER), town.office(HELPER));
        let message = sealed(&manager, &helper);
        let proven = details(&town, &message);
        let mut opened = opened(&message, &helper);
        opened.container_signer = town.office(MANAGER).certificate().clone();
        let refused = check_signers(&opened, &proven, &town.anchors()).unwrap_err();
        assert_eq!(refused.code(), "proof.other-signer");
    }

    #[test]
    fn logs_show_neither_text_nor_names() {
        let file = ReceivedFile {
            name: "例題花子.pdf".to_owned(),
            path: "受信/例題花子.pdf".into(),
            size: 1,
            digest: tasuki_seal::sha256(b"x"),
            was_there: false,
        };
        let town = Town::new();
        let received = Received {
            id: crate::test_office::message_id(),
            manifest: sealed(&town.office(MANAGER), &town.office(HELPER)).manifest,
            files: vec![file],
            sender_name: "ひまわり事業所".to_owned(),
            text: Some("秘密の文".to_owned()),
            text_file: None,
            receipts: Vec::new(),
        };
        let shown = format!("{received:?}");
        assert!(
            !shown.contains("花子") && !shown.contains("秘密"),
            "{shown}"
        );
    }
}
