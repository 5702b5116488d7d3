//! What is doubtful in a name that has the form of the standard.

use tasuki_terms::Sequence;

use super::{FileName, NamePart};
use crate::Rule;
use crate::layout::{days, is_known};

/// A part of a name that nobody would write on purpose, but that the standard does not forbid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NameDoubt {
    part: NamePart,
    /// What stands there.
    pub(crate) found: String,
}

impl FileName {
    /// The parts that are in doubt: service types that stand in no table of the standard, which
    /// itself shows none of a support center, and a sequence whose day is none, of which the
    /// standard tells the form and not the clock (標準仕様 V4.1, 2.4).
    pub(crate) fn doubts(&self) -> Vec<NameDoubt> {
        let services = [
            (NamePart::SenderService, self.sender_service),
            (NamePart::ReceiverService, self.receiver_service),
        ];
        let services = services.into_iter().filter_map(|(part, service)| {
            let found = service.filter(|service| !is_known(*service))?.to_string();
            Some(NameDoubt { part, found })
        });
        let sequence = (!has_day(self.sequence)).then(|| NameDoubt {
            part: NamePart::Sequence,
            found: self.sequence.to_string(),
        });
        services.chain(sequence).collect()
    }
}

/// Whether the first eight digits are a day of the calendar.
fn has_day(sequence: Sequence) -> bool {
    let number = |from: usize, until: usize| -> Option<u32> {
        sequence.as_str().get(from..until)?.parse().ok()
    };
    let date = number(0, 4).zip(number(4, 6)).zip(number(6, 8));
    date.is_some_and(|((year, month), day)| (1..=days(year, month)).contains(&day))
}

impl NameDoubt {
    pub(crate) const fn rule(&self) -> Rule {
        match self.part {
            NamePart::Sequence => Rule::NAME_SEQUENCE,
            _ => Rule::NAME_SERVICE,
        }
    }

    /// What is in doubt, as a Japanese sentence.
    pub(crate) fn what(&self) -> String {
        let (name, found) = (self.part.name(), &self.found);
        match self.part {
            NamePart::Sequence => {
                format!("ファイル名の{name}「{found}」の年月日が暦にありません。")
            }
            _ => format!("ファイル名の{name}「{found}」が標準仕様の一覧にありません。"),
        }
    }

    /// What to do, as a Japanese sentence.
    pub(crate) const fn hint(&self) -> &'static str {
        match self.part {
            NamePart::Sequence => {
                "連番は作成日時（年月日時分秒）です。このまま送信できますが、受け取る側で取り込みの順番が変わることがあります。"
            }
            _ => {
                "介護ソフトに登録した事業所のサービス種類を確認してください。正しければ、このまま送信できます。"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubts(services: (&str, &str), sequence: &str) -> Vec<String> {
        let (sender, receiver) = services;
        let name = format!("DLT1KYO_1370000001_{sender}_1370000002_{receiver}_{sequence}.CSV");
        let doubts = FileName::parse(&name).unwrap().doubts();
        doubts.into_iter().map(|one| one.found).collect()
    }

    #[test]
    fn types_of_no_table_and_days_of_no_calendar_are_in_doubt() {
        assert_eq!(doubts(("43", "11"), "20250326090000"), [""; 0]);
        assert_eq!(doubts(("46", "A2"), "20240229000000"), [""; 0]);
        assert_eq!(doubts(("XX", "11"), "20250326090000"), ["XX"]);
        assert_eq!(doubts(("43", "00"), "20250326090000"), ["00"]);
        for sequence in ["20250229090000", "20251301090000", "00000000000000"] {
            assert_eq!(doubts(("43", "11"), sequence), [sequence]);
        }
        // Which clock the time is of is left open, and so is what it counts.
        assert_eq!(doubts(("43", "11"), "20250326999999"), [""; 0]);
    }
}
