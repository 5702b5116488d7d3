//! The files and the course of a message, as they are shown.

use tasuki_desk::{OwnCopy, SignedThing, Verification, receipt_name};
use tasuki_pki::Holder;
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
                    by: holder(one.by),
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

/// Who signed.
pub(crate) fn holder(holder: Holder) -> String {
    match holder {
        Holder::Office { office, user } => format!("事業所 {office}（{user}）"),
        Holder::Platform => "連携基盤".to_owned(),
    }
}
