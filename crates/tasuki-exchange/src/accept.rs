//! May this message be sent: asked in the office before anything leaves it, and on the platform.

use tasuki_terms::{MediaType, OfficeNumber, Timestamp};

use crate::{Limits, Refusal, Standing};

/// How far a sender's clock may be ahead of the platform's, in seconds.
const CLOCK_TOLERANCE_SECONDS: i64 = 10 * 60;

/// What a manifest says, as far as the decision needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal<'a> {
    /// The office that sends.
    pub sender: OfficeNumber,
    /// The office that shall receive.
    pub receiver: OfficeNumber,
    /// Kind and size in bytes of each file.
    pub files: &'a [(MediaType, u64)],
    /// Whether a message text is inside.
    pub has_text: bool,
    /// Bytes of the sealed content.
    pub sealed_size: u64,
    /// Place in a bulk send (counted from 1) and how many it holds.
    pub bulk: Option<(u32, u32)>,
    /// Whether its kinds of CSV files are those of the one sending unit (送信単位) that it names.
    pub is_one_unit: bool,
}

/// What is known when a message is to be accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    /// The office whose certificate calls.
    pub caller: OfficeNumber,
    /// What is known of the sender.
    pub sender: Standing,
    /// What is known of the receiver.
    pub receiver: Standing,
    /// When the sender says it made the message.
    pub created_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// Decides whether a message may be accepted.
///
/// The first reason found is told, in the order in which a person would mend them: who, to whom,
/// what.
pub fn accept(proposal: &Proposal<'_>, known: &Sent, limits: &Limits) -> Result<(), Refusal> {
    if proposal.sender != known.caller {
        return Err(Refusal::OtherSender {
            named: proposal.sender,
        });
    }
    if proposal.receiver == proposal.sender {
        return Err(Refusal::ToOneself);
    }
    if !known.sender.is_licensed(known.now) {
        return Err(match known.sender {
            Standing::Unregistered => Refusal::SenderNotRegistered,
            Standing::Registered(_) => Refusal::SenderNotLicensed,
        });
    }
    if !known.receiver.is_licensed(known.now) {
        let office = proposal.receiver;
        return Err(match known.receiver {
            Standing::Unregistered => Refusal::ReceiverNotRegistered { office },
            Standing::Registered(_) => Refusal::ReceiverNotLicensed { office },
        });
    }
    if known.created_at.as_second() - known.now.as_second() > CLOCK_TOLERANCE_SECONDS {
        return Err(Refusal::ClockAhead);
    }
    proposal.fits(limits)
}

impl Proposal<'_> {
    /// Decides whether the message is within the limits; asked first in the office.
    pub fn fits(&self, limits: &Limits) -> Result<(), Refusal> {
        if self.files.is_empty() && !self.has_text {
            return Err(Refusal::Empty);
        }
        if self.files.len() > limits.files {
            return Err(Refusal::TooManyFiles {
                found: self.files.len(),
                limit: limits.files,
            });
        }
        if let Some((media, _)) = self
            .files
            .iter()
            .find(|(media, _)| !limits.media.contains(media))
        {
            return Err(Refusal::MediaNotAllowed { media: *media });
        }
        let bytes = self
            .files
            .iter()
            .fold(0_u64, |sum, (_, size)| sum.saturating_add(*size));
        if bytes > limits.bytes {
            return Err(Refusal::TooLarge {
                found: bytes,
                limit: limits.bytes,
            });
        }
        let sealed_limit = limits.bytes.saturating_add(limits.sealing_bytes);
        if self.sealed_size > sealed_limit {
            return Err(Refusal::TooLarge {
                found: self.sealed_size,
                limit: sealed_limit,
            });
        }
        if !self.is_one_unit {
            return Err(Refusal::MixedKinds);
        }
        match self.bulk {
            Some((_, count)) if count > limits.bulk => Err(Refusal::BulkTooLarge {
                found: count,
                limit: limits.bulk,
            }),
            Some((index, count)) if index == 0 || index > count => {
                Err(Refusal::BulkPlace { index, count })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Licence;

    const MEGABYTE: u64 = 1024 * 1024;

    fn office(text: &str) -> OfficeNumber {
        text.parse().unwrap()
    }

    fn licensed() -> Standing {
        Standing::Registered(Some(Licence {
            from: Timestamp::UNIX_EPOCH,
            until: None,
        }))
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_743_000_000).unwrap()
    }

    fn known() -> Sent {
        Sent {
            caller: office("1370000001"),
            sender: licensed(),
            receiver: licensed(),
            created_at: now(),
            now: now(),
        }
    }

    fn proposal(files: &[(MediaType, u64)]) -> Proposal<'_> {
        Proposal {
            sender: office("1370000001"),
            receiver: office("1370000002"),
            files,
            has_text: false,
            sealed_size: 50_000,
            bulk: None,
            is_one_unit: true,
        }
    }

    fn decided(proposal: &Proposal<'_>, known: &Sent) -> Result<(), Refusal> {
        accept(proposal, known, &Limits::default())
    }

    #[test]
    fn a_message_at_every_limit_is_accepted() {
        let files = [(MediaType::Csv, 10 * MEGABYTE / 7); 7];
        let at_limit = Proposal {
            bulk: Some((50, 50)),
            ..proposal(&files)
        };
        assert_eq!(decided(&at_limit, &known()), Ok(()));
        let text_only = Proposal {
            has_text: true,
            ..proposal(&[])
        };
        assert_eq!(decided(&text_only, &known()), Ok(()));
    }

    #[test]
    fn each_fault_has_its_own_refusal() {
        let csv = [(MediaType::Csv, 1000)];
        let good = proposal(&csv);
        let cases: Vec<(&str, Proposal<'_>, Sent)> = vec![
            (
                "other sender",
                Proposal {
                    sender: office("1370000009"),
                    ..good.clone()
                },
                known(),
            ),
            (
                "to oneself",
                Proposal {
                    receiver: good.sender,
                    ..good.clone()
                },
                known(),
            ),
            (
                "sender unknown",
                good.clone(),
                Sent {
                    sender: Standing::Unregistered,
                    ..known()
                },
            ),
            (
                "sender unlicensed",
                good.clone(),
                Sent {
                    sender: Standing::Registered(None),
                    ..known()
                },
            ),
            (
                "receiver unknown",
                good.clone(),
                Sent {
                    receiver: Standing::Unregistered,
                    ..known()
                },
            ),
            (
                "receiver unlicensed",
                good.clone(),
                Sent {
                    receiver: Standing::Registered(Some(Licence {
                        from: Timestamp::UNIX_EPOCH,
                        until: Some(now()),
                    })),
                    ..known()
                },
            ),
            (
                "clock ahead",
                good.clone(),
                Sent {
                    created_at: Timestamp::from_second(1_743_000_601).unwrap(),
                    ..known()
                },
            ),
            ("nothing inside", proposal(&[]), known()),
            ("eight files", proposal(&[(MediaType::Pdf, 1); 8]), known()),
            (
                "too large",
                proposal(&[(MediaType::Pdf, 10 * MEGABYTE + 1)]),
                known(),
            ),
            (
                "sealed too large",
                Proposal {
                    sealed_size: 11 * MEGABYTE,
                    ..good.clone()
                },
                known(),
            ),
            (
                "mixed kinds",
                Proposal {
                    is_one_unit: false,
                    ..good.clone()
                },
                known(),
            ),
            (
                "bulk of 51",
                Proposal {
                    bulk: Some((1, 51)),
                    ..good.clone()
                },
                known(),
            ),
            (
                "bulk place",
                Proposal {
                    bulk: Some((4, 3)),
                    ..good.clone()
                },
                known(),
            ),
        ];
        let told: Vec<String> = cases
            .iter()
            .map(|(case, proposal, known)| {
                format!("{case}: {}", decided(proposal, known).unwrap_err().code())
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        other sender: message.other-sender
        to oneself: message.to-oneself
        sender unknown: sender.not-registered
        sender unlicensed: sender.not-licensed
        receiver unknown: receiver.not-registered
        receiver unlicensed: receiver.not-licensed
        clock ahead: message.clock-ahead
        nothing inside: message.empty
        eight files: message.too-many-files
        too large: message.too-large
        sealed too large: message.too-large
        mixed kinds: message.mixed-kinds
        bulk of 51: bulk.too-large
        bulk place: bulk.wrong-place
        ");
    }
}
