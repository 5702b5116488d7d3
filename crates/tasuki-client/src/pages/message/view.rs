//! The files and the course of a message, as they are shown.

use tasuki_desk::{OwnCopy, SignedThing, Verification, receipt_name};
use tasuki_pki::{CertificateFacts, Holder};
use tasuki_seal::Certificate;
use tasuki_standard::FileName;
use tasuki_terms::{MessageState, Timestamp};

use crate::show;

/// A file of a message.
pub(crate) struct FileLine {
    /// From 1 on.
    pub(crate) place: usize,
    pub(crate) name: String,
    pub(crate) what: &'static str,
    pub(crate) size: String,
}

impl FileLine {
    pub(crate) fn all(copy: &OwnCopy) -> Vec<Self> {
        let entries = copy.container.entries.iter();
        entries
            .zip(1..)
            .map(|(entry, place)| Self {
                place,
                name: entry.name.clone(),
                what: FileName::parse(&entry.name)
                    .map_or_else(|_| entry.media.name(), |name| name.kind.name()),
                size: show::size(u64::try_from(entry.bytes.len()).unwrap_or(u64::MAX)),
            })
            .collect()
    }
}

/// A step in the course of a message.
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) by: String,
    /// The state under which its receipt is saved; none for what has no receipt.
    pub(crate) receipt: Option<&'static str>,
}

impl Step {
    pub(crate) fn all(proof: &Verification, content_until: Timestamp) -> Vec<Self> {
        let mut steps: Vec<Self> = proof
            .signatures
            .iter()
            .map(|one| {
                let (what, receipt) = match one.thing {
                    SignedThing::Manifest => ("作成・署名".to_owned(), None),
                    SignedThing::Receipt(kind) => {
                        (receipt_name(kind).to_owned(), Some(kind.state().as_str()))
                    }
                };
                Self {
                    at: show::moment(one.at),
                    what,
                    by: signer(one.by, &one.certificate),
                    receipt,
                }
            })
            .collect();
        if matches!(
            proof.state,
            MessageState::Accepted | MessageState::Fetched | MessageState::Opened
        ) {
            steps.push(Self {
                at: show::moment(content_until),
                what: "連携基盤での保存期限".to_owned(),
                by: "連携基盤".to_owned(),
                receipt: None,
            });
        }
        steps
    }
}

/// Who signed, with the office's name as its certificate says: `訪問介護みほん（1370000028）　KJ137000002801`.
pub(crate) fn signer(holder: Holder, certificate: &Certificate) -> String {
    match holder {
        Holder::Office { office, user } => {
            let facts = CertificateFacts::read(certificate.der());
            let name = facts.map(|facts| facts.organization).unwrap_or_default();
            format!("{}　{user}", show::office(&name, office))
        }
        Holder::Platform => "連携基盤".to_owned(),
    }
}
