//! The checks: what was sent against what is found. Pure functions.

use std::collections::BTreeMap;

use tasuki_desk::SignedThing;
use tasuki_pki::Holder;
use tasuki_seal::ReceiptKind;
use tasuki_terms::{MessageId, MessageState, Party};

use crate::delivery::{Delivery, SentFile};

/// Something that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The step in which the message was received.
    pub(crate) step: u32,
    /// Which message.
    pub(crate) message: MessageId,
    /// What.
    pub(crate) difference: Difference,
}

/// What does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Difference {
    /// A file was sent and is not there.
    FileMissing {
        /// Its name.
        file: String,
    },
    /// A file is there that was not sent.
    FileNotSent {
        /// Its name.
        file: String,
    },
    /// A file is not the one that was sent.
    FileChanged {
        /// Its name.
        file: String,
        /// Bytes that were sent.
        sent: usize,
        /// Bytes that are there.
        found: usize,
        /// The first byte that differs, counted from 1.
        at: usize,
    },
    /// Signatures do not hold, or cannot be read.
    NotVerified {
        /// In whose ledger.
        side: End,
        /// Why, in Japanese.
        ja: String,
        /// Why, in English.
        en: String,
    },
    /// Something is not signed.
    NotSigned {
        /// In whose ledger.
        side: End,
        /// What should be.
        thing: SignedThing,
    },
    /// Something is signed by somebody else.
    SignedByOther {
        /// In whose ledger.
        side: End,
        /// What.
        thing: SignedThing,
    },
    /// The sealed content is not in the sender's ledger.
    NoContent,
    /// The sender's outbox shows another state.
    State {
        /// Which; none where the message does not stand there.
        found: Option<MessageState>,
    },
}

/// One of the two offices of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// Who sent it.
    Sender,
    /// Who received it.
    Receiver,
}

/// The name under which the text is compared.
pub(crate) const TEXT: &str = "message.txt";

/// Files must be there, all of them and no others, byte for byte.
pub(crate) fn files(sent: &[SentFile], found: &BTreeMap<String, Vec<u8>>) -> Vec<Difference> {
    let mut differences: Vec<Difference> = sent
        .iter()
        .filter_map(|file| match found.get(&file.name) {
            None => Some(Difference::FileMissing {
                file: file.name.clone(),
            }),
            Some(found) => first_difference(&file.bytes, found).map(|at| Difference::FileChanged {
                file: file.name.clone(),
                sent: file.bytes.len(),
                found: found.len(),
                at,
            }),
        })
        .collect();
    let was_sent = |name: &&String| sent.iter().any(|file| file.name == **name);
    differences.extend(
        found
            .keys()
            .filter(|name| !was_sent(name))
            .map(|name| Difference::FileNotSent { file: name.clone() }),
    );
    differences
}

/// The sender signs the message, the platform what it did with it, the receiver that it was
/// opened; all of it must be there.
pub(crate) fn signatures(
    delivery: &Delivery,
    side: End,
    found: &[(SignedThing, Holder)],
) -> Vec<Difference> {
    THINGS
        .into_iter()
        .filter_map(|thing| {
            let Some((_, holder)) = found.iter().find(|(found, _)| *found == thing) else {
                return Some(Difference::NotSigned { side, thing });
            };
            let by = match thing {
                SignedThing::Manifest => Party::Office(delivery.sender),
                SignedThing::Receipt(kind) => kind.signed_by(delivery.receiver),
            };
            (holder.party() != by).then_some(Difference::SignedByOther { side, thing })
        })
        .collect()
}

/// The sender must see that the message was opened (受信済).
pub(crate) fn state(found: Option<MessageState>) -> Option<Difference> {
    (found != Some(MessageState::Opened)).then_some(Difference::State { found })
}

/// What is signed in the course of a message that was received.
pub(crate) const THINGS: [SignedThing; 4] = [
    SignedThing::Manifest,
    SignedThing::Receipt(ReceiptKind::Accepted),
    SignedThing::Receipt(ReceiptKind::Fetched),
    SignedThing::Receipt(ReceiptKind::Opened),
];

/// The place, counted from 1, at which two texts begin to differ.
fn first_difference(sent: &[u8], found: &[u8]) -> Option<usize> {
    if sent == found {
        return None;
    }
    let same = sent.iter().zip(found).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Cargo;

    fn sent() -> Vec<SentFile> {
        [("a.CSV", &b"abc"[..]), ("b.pdf", b"%PDF")]
            .map(|(name, bytes)| SentFile {
                name: name.to_owned(),
                bytes: bytes.to_vec(),
            })
            .to_vec()
    }

    fn found(files: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
        files
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect()
    }

    fn delivery() -> Delivery {
        Delivery {
            id: "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap(),
            cargo: Cargo::Plan,
            service: "11".parse().unwrap(),
            sender: "1370000001".parse().unwrap(),
            receiver: "1370000002".parse().unwrap(),
            step: 7,
            files: sent(),
            text: String::new(),
            folder: "folder".into(),
            text_file: None,
            sent: "sent".into(),
            received: "received".into(),
        }
    }

    fn office(number: &str) -> Holder {
        Holder::Office {
            office: number.parse().unwrap(),
            user: format!("KJ{number}01").parse().unwrap(),
        }
    }

    fn signed() -> Vec<(SignedThing, Holder)> {
        let [message, accepted, fetched, opened] = THINGS;
        vec![
            (message, office("1370000001")),
            (accepted, Holder::Platform),
            (fetched, Holder::Platform),
            (opened, office("1370000002")),
        ]
    }

    #[test]
    fn the_same_files_do_not_differ() {
        let found = found(&[("a.CSV", b"abc"), ("b.pdf", b"%PDF")]);
        assert_eq!(files(&sent(), &found), []);
    }

    #[test]
    fn a_changed_byte_is_told_with_its_place() {
        let found = found(&[("a.CSV", b"abd"), ("b.pdf", b"%PDF-")]);
        let changed = |file: &str, sent, found, at| Difference::FileChanged {
            file: file.to_owned(),
            sent,
            found,
            at,
        };
        assert_eq!(
            files(&sent(), &found),
            [changed("a.CSV", 3, 3, 3), changed("b.pdf", 4, 5, 5)]
        );
    }

    #[test]
    fn missing_files_and_files_that_nobody_sent_are_told() {
        let found = found(&[("a.CSV", b"abc"), ("c.txt", b"")]);
        assert_eq!(
            files(&sent(), &found),
            [
                Difference::FileMissing {
                    file: "b.pdf".to_owned()
                },
                Difference::FileNotSent {
                    file: "c.txt".to_owned()
                },
            ]
        );
    }

    #[test]
    fn every_receipt_must_be_there() {
        assert_eq!(signatures(&delivery(), End::Sender, &signed()), []);
        for (at, thing) in THINGS.into_iter().enumerate() {
            let mut signed = signed();
            signed.remove(at);
            let side = End::Receiver;
            assert_eq!(
                signatures(&delivery(), side, &signed),
                [Difference::NotSigned { side, thing }]
            );
        }
    }

    #[test]
    fn everything_must_be_signed_by_whoever_did_it() {
        for (at, thing) in THINGS.into_iter().enumerate() {
            let mut signed = signed();
            signed[at].1 = office("1370000003");
            let side = End::Sender;
            assert_eq!(
                signatures(&delivery(), side, &signed),
                [Difference::SignedByOther { side, thing }]
            );
        }
    }

    #[test]
    fn the_outbox_must_show_that_it_was_opened() {
        assert_eq!(state(Some(MessageState::Opened)), None);
        for found in [None, Some(MessageState::Fetched)] {
            assert_eq!(state(found), Some(Difference::State { found }));
        }
    }
}
