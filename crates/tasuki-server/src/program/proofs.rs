//! Whether all that was proven still can be: every manifest, every receipt and every content.

use tasuki_pki::{Anchors, CertificateRefusal, Holder, holder};
use tasuki_seal::{
    Certificate, ChainError, Hasher, Manifest, ManifestError, Receipt, ReceiptError, check_chain,
    read_manifest, read_receipt,
};
use tasuki_store::{Contents, ContentsError, MessageRow, Place, Proof, Records, StoreError};
use tasuki_terms::{MessageId, MessageState, Party, Timestamp};

/// How many ids are read at once.
const PAGE: u32 = 500;
/// How many faults are told one by one.
const TOLD: usize = 20;

/// What was looked at, and what does not hold.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Messages.
    pub(super) messages: u64,
    /// Their receipts.
    pub(super) receipts: u64,
    /// Their contents, as far as they are still kept.
    pub(super) contents: u64,
    /// How many messages do not hold.
    pub(super) faulty: u64,
    /// The first of these.
    pub(super) examples: Vec<(MessageId, Fault)>,
}

/// Why a message is not proven.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("there is no manifest")]
    NoManifest,
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    #[error(transparent)]
    Certificate(#[from] CertificateRefusal),
    #[error("signed by {0}")]
    Signer(Holder),
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error("the record tells another message or another state than what was signed")]
    Record,
    #[error(transparent)]
    Missing(ContentsError),
    #[error("the content is not what was signed")]
    Content,
}

impl Fault {
    /// What is wrong, in Japanese.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::NoManifest => "送信の署名がありません",
            Self::Manifest(_) => "送信の署名が正しくありません",
            Self::Receipt(_) => "受領証の署名が正しくありません",
            Self::Certificate(_) => "署名した電子証明書を確認できません",
            Self::Signer(_) => "署名すべき者とは別の者が署名しています",
            Self::Chain(_) => "受領証のつながりが正しくありません",
            Self::Record => "記録が、署名された内容と一致しません",
            Self::Missing(_) => "内容を読み取れません",
            Self::Content => "内容が、送信されたときの内容と一致しません",
        }
    }
}

/// Looks at all messages, one after the other. Certificates count as of the time of signing.
pub(super) async fn check(
    records: &Records,
    contents: &Contents,
    anchors: &Anchors,
) -> Result<Found, StoreError> {
    let (mut found, mut after) = (Found::default(), None);
    loop {
        let ids = records.ids_after(after, PAGE).await?;
        let Some(last) = ids.last() else {
            return Ok(found);
        };
        after = Some(*last);
        for id in ids {
            // Read when its turn comes: the platform may run, and messages take their steps.
            let Some((row, proofs)) = records.message_with_proofs(id).await? else {
                continue;
            };
            found.messages += 1;
            let whole = of_message(&mut found, records, contents, anchors, &row, &proofs);
            if let Err(fault) = whole.await? {
                found.faulty += 1;
                if found.examples.len() < TOLD {
                    found.examples.push((id, fault));
                }
            }
        }
    }
}

async fn of_message(
    found: &mut Found,
    records: &Records,
    contents: &Contents,
    anchors: &Anchors,
    row: &MessageRow,
    proofs: &[Proof],
) -> Result<Result<(), Fault>, StoreError> {
    found.receipts += proofs.iter().filter(|one| one.state.is_some()).count() as u64;
    let proven = match proven(row, proofs, anchors) {
        Ok(proven) => proven,
        Err(fault) => return Ok(Err(fault)),
    };
    // Nobody is given what was withdrawn or is over; it goes with the next sweep.
    let is_given = !matches!(row.state, MessageState::Withdrawn | MessageState::Expired);
    let Some(place) = row.place.as_ref().filter(|_| is_given) else {
        return Ok(Ok(()));
    };
    found.contents += 1;
    let whole = is_whole(contents, place, proven).await;
    if whole.is_err() {
        // It may have gone meanwhile, at the end of its time.
        let now = records.message(row.id).await?;
        if now.and_then(|now| now.place).as_ref() != Some(place) {
            found.contents -= 1;
            return Ok(Ok(()));
        }
    }
    Ok(whole)
}

/// The manifest of a message, and its signed bytes, if they and all receipts hold and are what the
/// record says.
fn proven<'p>(
    row: &MessageRow,
    proofs: &'p [Proof],
    anchors: &Anchors,
) -> Result<(Manifest, &'p [u8]), Fault> {
    let (first, steps) = proofs.split_first().ok_or(Fault::NoManifest)?;
    let (manifest, signer) = read_manifest(&first.der)?;
    let mut receipts = Vec::with_capacity(steps.len());
    for step in steps {
        let read = read_receipt(&step.der)?;
        let by = read.receipt.signed_by();
        is_signed_by(by, &read.signer, anchors, read.receipt.at)?;
        receipts.push(read.receipt);
    }
    let state = check_chain(&manifest, &receipts)?;
    let accepted = receipts.first().map_or(row.accepted_at, |first| first.at);
    let sender = Party::Office(manifest.sender);
    is_signed_by(sender, &signer, anchors, accepted)?;
    let last = receipts.last().map(Receipt::digest);
    let is_recorded = (row.id, row.digest, row.state) == (manifest.id, manifest.digest(), state)
        && (row.sender, row.receiver) == (manifest.sender, manifest.receiver)
        && last == Some(row.receipt_digest);
    is_recorded
        .then_some((manifest, first.der.as_slice()))
        .ok_or(Fault::Record)
}

/// That a certificate is of `expected`, and counted at the time of signing.
fn is_signed_by(
    expected: Party,
    certificate: &Certificate,
    anchors: &Anchors,
    at: Timestamp,
) -> Result<(), Fault> {
    let signer = holder(certificate.der(), &[], anchors, at)?;
    (signer.party() == expected)
        .then_some(())
        .ok_or(Fault::Signer(signer))
}

/// An envelope is the signed manifest, and then what the manifest names.
async fn is_whole(
    contents: &Contents,
    place: &Place,
    (manifest, der): (Manifest, &[u8]),
) -> Result<(), Fault> {
    let head = der.len() as u64;
    if head.checked_add(manifest.sealed_size) != Some(place.length) {
        return Err(Fault::Content);
    }
    let (mut sealed, mut at) = (Hasher::new(), 0);
    while at < place.length {
        // The manifest first, so that a piece is of one of the two.
        let end = if at < head {
            head
        } else {
            place.length.min(at + contents.chunk())
        };
        let size = usize::try_from(end - at).unwrap_or(usize::MAX);
        let piece = contents.read(place, at, size).await;
        let piece = piece.map_err(Fault::Missing)?;
        if at >= head {
            sealed.update(&piece);
        } else if *piece != *der {
            return Err(Fault::Content);
        }
        at = end;
    }
    (sealed.finish() == manifest.sealed_digest)
        .then_some(())
        .ok_or(Fault::Content)
}
