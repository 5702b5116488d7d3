//! The rule of the watched folder (監視フォルダー): what becomes of that which the care software writes
//! there.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tasuki_desk::{Book, BookError, PlannedMessage};
use tasuki_terms::{OfficeNumber, SendingUnit};

use crate::draft;

/// The name of the setting in the book. It holds what is sent, as JSON; without it all is offered.
const RULE: &str = "watch.rule";

/// What becomes of new files of the watched folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum WatchRule {
    /// They are offered (案内する).
    #[default]
    Offer,
    /// What is chosen here is sent without anybody being asked (自動で送信する); the rest is offered.
    Send(Chosen),
}

/// What is sent by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    /// To whom; none for every partner.
    pub(crate) partners: Option<BTreeSet<OfficeNumber>>,
    /// Of which kinds.
    pub(crate) units: BTreeSet<SendingUnit>,
}

impl WatchRule {
    /// The rule that was set. What this program does not understand any more sends nothing.
    pub(crate) fn read(book: &Book) -> Result<Self, BookError> {
        let kept = book.setting(RULE)?;
        let chosen = kept.and_then(|json| serde_json::from_str(&json).ok());
        Ok(chosen.map_or(Self::Offer, Self::Send))
    }

    /// Keeps it.
    pub(crate) fn save(&self, book: &Book) -> Result<(), BookError> {
        let json = match self {
            Self::Offer => None,
            // Numbers and words are always written.
            Self::Send(chosen) => serde_json::to_string(chosen).ok(),
        };
        book.set_setting(RULE, json.as_deref())
    }
}

impl Chosen {
    /// Whether a message may go without anybody looking at it: it is chosen, and nothing at all was
    /// found that somebody should look at.
    pub(crate) fn sends(&self, message: &PlannedMessage) -> bool {
        let is_clean = message.faults.is_empty()
            && message.report.may_be_sent()
            && message.report.warnings == 0;
        let names = message.draft.files.iter().map(|file| &*file.name);
        let unit = draft::facts(names).map(|facts| facts.unit);
        let is_partner = self
            .partners
            .as_ref()
            .is_none_or(|partners| partners.contains(&message.receiver));
        is_clean && is_partner && unit.is_some_and(|unit| self.units.contains(&unit))
    }
}

#[cfg(test)]
mod tests {
    use tasuki_desk::{Draft, DraftFile, Fault};
    use tasuki_standard::CheckReport;

    use super::*;

    fn message() -> PlannedMessage {
        let file = DraftFile {
            name: "UPJSK_202504_1370000002_11_1370000001_43_20250325102000.CSV".to_owned(),
            bytes: Vec::new(),
        };
        PlannedMessage {
            receiver: "1370000001".parse().unwrap(),
            draft: Draft {
                files: vec![file],
                ..Draft::default()
            },
            report: CheckReport::default(),
            faults: Vec::new(),
        }
    }

    fn actuals() -> Chosen {
        Chosen {
            partners: None,
            units: BTreeSet::from([SendingUnit::Actual]),
        }
    }

    #[test]
    fn only_what_is_chosen_and_clean_is_sent() {
        assert!(actuals().sends(&message()));
        let mut noted = message();
        noted.report.notes = 1;
        assert!(actuals().sends(&noted));
        let mut warned = noted;
        warned.report.warnings = 1;
        assert!(!actuals().sends(&warned), "somebody should look");
        let faulty = PlannedMessage {
            faults: vec![Fault::NoReceiver],
            ..message()
        };
        assert!(!actuals().sends(&faulty));
    }

    #[test]
    fn other_kinds_and_partners_are_not_sent() {
        let plans = Chosen {
            units: BTreeSet::from([SendingUnit::UseTable]),
            ..actuals()
        };
        assert!(!plans.sends(&message()));
        let to = |number: &str| Chosen {
            partners: Some(BTreeSet::from([number.parse().unwrap()])),
            ..actuals()
        };
        assert!(to("1370000001").sends(&message()));
        assert!(!to("1370000003").sends(&message()));
    }
}
