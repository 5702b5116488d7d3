//! Who signed what: manifests and receipts are believed only after this.

use std::fmt;

use tasuki_pki::{Anchors, CertificateRefusal, Holder};
use tasuki_seal::{
    Certificate, ChainError, Manifest, ManifestError, Receipt, ReceiptError, ReceiptKind,
    SignedReceipt, VerifyError, check_chain, read_receipt,
};
use tasuki_terms::{MessageId, MessageState, OfficeNumber, Party, Timestamp};

use crate::profile::holder_name;

/// A receipt (受領証) whose signature, signer and message are right.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustedReceipt {
    /// What it tells.
    pub receipt: Receipt,
    /// Who signed it.
    pub signer: Holder,
    /// The serial number of the signer's certificate.
    pub serial: String,
    /// The signer's certificate.
    pub certificate: Certificate,
    /// The signed bytes (CMS, DER).
    pub der: Vec<u8>,
}

/// Believes a receipt of the message of `manifest`: the platform signs all but `opened`, which
/// the receiver signs. Certificates are looked at as of the time of signing.
pub fn trusted_receipt(
    der: &[u8],
    manifest: &Manifest,
    anchors: &Anchors,
) -> Result<TrustedReceipt, ProofError> {
    let read = read_receipt(der).map_err(ProofError::Receipt)?;
    is_of_message(&read.receipt, manifest)?;
    let signer = signer_of(&read, anchors)?;
    is_signers_step(&read.receipt, signer)?;
    Ok(TrustedReceipt {
        receipt: read.receipt,
        signer,
        serial: read.signer.serial_hex(),
        certificate: read.signer,
        der: der.to_vec(),
    })
}

/// That a receipt is of the message of `manifest`.
pub(crate) fn is_of_message(receipt: &Receipt, manifest: &Manifest) -> Result<(), ProofError> {
    let is_same = receipt.message == manifest.id
        && receipt.digest == manifest.digest()
        && (receipt.sender, receipt.receiver) == (manifest.sender, manifest.receiver);
    is_same.then_some(()).ok_or(ProofError::OtherMessage {
        message: receipt.message,
    })
}

/// Who signed a receipt, by the certificate inside, as of the time of signing.
pub(crate) fn signer_of(read: &SignedReceipt, anchors: &Anchors) -> Result<Holder, ProofError> {
    holder_at(&read.signer, anchors, read.receipt.at)
}

/// That `signer` is the one whose step a receipt tells ([`Receipt::signed_by`]).
pub(crate) fn is_signers_step(receipt: &Receipt, signer: Holder) -> Result<(), ProofError> {
    (signer.party() == receipt.signed_by())
        .then_some(())
        .ok_or(ProofError::OtherSigner { signer })
}

/// Believes a receipt that must be of one kind.
pub(crate) fn trusted_receipt_of(
    kind: ReceiptKind,
    der: &[u8],
    manifest: &Manifest,
    anchors: &Anchors,
) -> Result<TrustedReceipt, ProofError> {
    let trusted = trusted_receipt(der, manifest, anchors)?;
    if trusted.receipt.kind == kind {
        Ok(trusted)
    } else {
        Err(ProofError::OtherKind {
            expected: kind,
            found: trusted.receipt.kind,
        })
    }
}

/// Believes that `signer` is the office `office` at the time `at`.
pub fn trusted_office(
    signer: &Certificate,
    office: OfficeNumber,
    anchors: &Anchors,
    at: Timestamp,
) -> Result<Holder, ProofError> {
    let signer = holder_at(signer, anchors, at)?;
    (signer.party() == Party::Office(office))
        .then_some(signer)
        .ok_or(ProofError::OtherSigner { signer })
}

/// Checks that all receipts together are the course of one message.
pub(crate) fn trusted_chain(
    manifest: &Manifest,
    receipts: &[TrustedReceipt],
) -> Result<MessageState, ProofError> {
    let receipts: Vec<Receipt> = receipts.iter().map(|one| one.receipt.clone()).collect();
    check_chain(manifest, &receipts).map_err(ProofError::Chain)
}

fn holder_at(
    certificate: &Certificate,
    anchors: &Anchors,
    at: Timestamp,
) -> Result<Holder, ProofError> {
    tasuki_pki::holder(certificate.der(), &[], anchors, at).map_err(ProofError::Certificate)
}

impl fmt::Debug for TrustedReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedReceipt")
            .field("receipt", &self.receipt)
            .field("signer", &self.signer)
            .finish_non_exhaustive()
    }
}

/// What a receipt proves, in Japanese.
pub const fn receipt_name(kind: ReceiptKind) -> &'static str {
    match kind {
        ReceiptKind::Accepted => "受付",
        ReceiptKind::Fetched => "ダウンロード",
        ReceiptKind::Opened => "受信",
        ReceiptKind::Withdrawn => "取消",
        ReceiptKind::Expired => "期限切れ",
    }
}

/// Why a manifest or a receipt is not believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The manifest does not hold.
    #[error("the manifest does not hold")]
    Manifest(#[source] ManifestError),
    /// The receipt does not hold.
    #[error("the receipt does not hold")]
    Receipt(#[source] ReceiptError),
    /// The signer's certificate is refused.
    #[error("the signer's certificate is refused")]
    Certificate(#[source] CertificateRefusal),
    /// It was signed by somebody else.
    #[error("signed by {signer}")]
    OtherSigner {
        /// By whom.
        signer: Holder,
    },
    /// It is of another message.
    #[error("of the message {message}")]
    OtherMessage {
        /// Of which.
        message: MessageId,
    },
    /// It proves another state.
    #[error("expected a receipt of the kind {expected:?}, found {found:?}")]
    OtherKind {
        /// What it should prove.
        expected: ReceiptKind,
        /// What it proves.
        found: ReceiptKind,
    },
    /// The receipts are not the course of one message.
    #[error("the receipts are not the course of one message")]
    Chain(#[source] ChainError),
    /// The sealed content is not the one that the manifest names.
    #[error("the sealed content is not the one that the manifest names")]
    OtherContent,
}

impl ProofError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Manifest(_) => "proof.manifest",
            Self::Receipt(_) => "proof.receipt",
            Self::Certificate(refusal) => refusal.code(),
            Self::OtherSigner { .. } => "proof.other-signer",
            Self::OtherMessage { .. } => "proof.other-message",
            Self::OtherKind { .. } => "proof.other-kind",
            Self::Chain(_) => "proof.chain",
            Self::OtherContent => "proof.other-content",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::Manifest(_) => "送信内容の署名が正しくありません。".to_owned(),
            Self::Receipt(error) if is_damaged(error) => {
                "受領証のファイルが壊れているため、読み取れません。".to_owned()
            }
            Self::Receipt(_) => "受領証の署名が正しくありません。".to_owned(),
            Self::Certificate(refusal) => format!(
                "署名した電子証明書を確認できません。{}",
                crate::profile::certificate_texts(*refusal).0
            ),
            Self::OtherSigner { signer } => format!(
                "署名すべき者とは別の者が署名しています（署名者：{}）。",
                holder_name(*signer)
            ),
            Self::OtherMessage { message } => {
                format!("別のメッセージ（{message}）についての受領証です。")
            }
            Self::OtherKind { expected, found } => format!(
                "受領証の種類が一致しません（必要：{}、指定：{}）。",
                receipt_name(*expected),
                receipt_name(*found)
            ),
            Self::Chain(_) => "受領証のつながりが正しくありません。".to_owned(),
            Self::OtherContent => "保存されている内容が、送信時の内容と一致しません。".to_owned(),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::OtherMessage { .. } => "メッセージと受領証の組み合わせをご確認ください。",
            Self::Chain(_) => {
                "抜けている受領証がないかご確認ください。送信一覧から取得し直すことができます。"
            }
            Self::Receipt(error) if is_damaged(error) => {
                "控えがあれば元に戻してください。送信一覧・受信一覧から取得し直すこともできます。"
            }
            Self::Manifest(_)
            | Self::Receipt(_)
            | Self::Certificate(_)
            | Self::OtherSigner { .. }
            | Self::OtherKind { .. }
            | Self::OtherContent => {
                "内容が書き換えられたおそれがあります。このデータは使用せず、ヘルプデスクにお問い合わせください。"
            }
        };
        hint.to_owned()
    }
}

/// Whether these are no whole signed bytes at all, as after a fault of the disk or of a copy.
const fn is_damaged(error: &ReceiptError) -> bool {
    matches!(
        error,
        ReceiptError::Signature(VerifyError::Malformed(_) | VerifyError::NotSigned)
    )
}
