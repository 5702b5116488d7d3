//! Questions to the help desk (お問い合わせ) and how far each is.

use std::fmt;
use std::str::FromStr;

/// The number of a question (お問い合わせ番号): `Q` and seven digits, short enough to be read out on the
/// telephone. Ours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TicketNumber(u64);

impl TicketNumber {
    /// The highest one.
    const LAST: u64 = 9_999_999;

    /// The number `number`, at most seven digits.
    pub const fn new(number: u64) -> Result<Self, InvalidTicketNumber> {
        if number > Self::LAST {
            return Err(InvalidTicketNumber);
        }
        Ok(Self(number))
    }

    /// The bare number.
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl FromStr for TicketNumber {
    type Err = InvalidTicketNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('Q').ok_or(InvalidTicketNumber)?;
        if digits.len() != 7 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(InvalidTicketNumber);
        }
        Self::new(digits.parse().map_err(|_| InvalidTicketNumber)?)
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Q{:07}", self.0)
    }
}

/// The text is not `Q` and seven digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected Q and seven digits")]
pub struct InvalidTicketNumber;

/// What a question is about (カテゴリ).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TicketCategory {
    /// Beginning with the system (導入).
    Introduction,
    /// Certificates (電子証明書).
    Certificate,
    /// Using the client (操作).
    Operation,
    /// Something goes wrong (エラー).
    Trouble,
    /// Fees (料金).
    Fee,
    /// Anything else.
    Other,
}

impl TicketCategory {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Introduction,
        Self::Certificate,
        Self::Operation,
        Self::Trouble,
        Self::Fee,
        Self::Other,
    ];

    /// Its word in forms and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Introduction => "introduction",
            Self::Certificate => "certificate",
            Self::Operation => "operation",
            Self::Trouble => "trouble",
            Self::Fee => "fee",
            Self::Other => "other",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Introduction => "導入・利用申請について",
            Self::Certificate => "電子証明書について",
            Self::Operation => "操作方法について",
            Self::Trouble => "エラー・不具合について",
            Self::Fee => "ライセンス・料金について",
            Self::Other => "その他",
        }
    }

    /// The category of that word.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// How far a question is (状況).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TicketState {
    /// Nobody has taken it (未対応).
    Open,
    /// Somebody has (対応中).
    Taken,
    /// A reply went out, or was given by telephone (回答済).
    Answered,
    /// Nothing more is to be done (完了).
    Closed,
}

impl TicketState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Answered, Self::Closed];

    /// Its word in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "未対応",
            Self::Taken => "対応中",
            Self::Answered => "回答済",
            Self::Closed => "完了",
        }
    }

    /// The state of that word.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The state behind a step. A closed question is reopened first; whoever takes one over from
    /// somebody else takes it, too.
    pub const fn advance(self, step: TicketStep) -> Result<Self, InvalidTicketStep> {
        match (self, step) {
            (_, TicketStep::Note)
            | (Self::Open | Self::Taken | Self::Answered, TicketStep::CallOff) => Ok(self),
            (
                Self::Open | Self::Taken,
                TicketStep::Take | TicketStep::Assign | TicketStep::Missed,
            )
            | (Self::Closed, TicketStep::Reopen) => Ok(Self::Taken),
            (Self::Open | Self::Taken, TicketStep::Release) => Ok(Self::Open),
            (
                Self::Answered,
                TicketStep::Take | TicketStep::Assign | TicketStep::Release | TicketStep::Missed,
            )
            | (Self::Open | Self::Taken | Self::Answered, TicketStep::Reply | TicketStep::Called) => {
                Ok(Self::Answered)
            }
            (Self::Open | Self::Taken | Self::Answered, TicketStep::Close) => Ok(Self::Closed),
            (Self::Closed, _) | (_, TicketStep::Reopen) => {
                Err(InvalidTicketStep { from: self, step })
            }
        }
    }
}

/// What an operator does about a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TicketStep {
    /// Takes it (担当する).
    Take,
    /// Gives it to somebody (担当者の変更).
    Assign,
    /// Nobody has it any more (担当を外す).
    Release,
    /// Answers by mail (回答する).
    Reply,
    /// Has talked with who asked (電話した、つながった).
    Called,
    /// Has called, and nobody answered (電話した、不在).
    Missed,
    /// The call that was promised is not wanted any more (電話は不要).
    CallOff,
    /// Writes something down that only operators see (メモ).
    Note,
    /// Nothing more is to be done (完了にする).
    Close,
    /// Something is to be done all the same (再開する).
    Reopen,
}

impl TicketStep {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Take,
        Self::Assign,
        Self::Release,
        Self::Reply,
        Self::Called,
        Self::Missed,
        Self::CallOff,
        Self::Note,
        Self::Close,
        Self::Reopen,
    ];

    /// Its word in forms and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign => "assign",
            Self::Release => "release",
            Self::Reply => "reply",
            Self::Called => "called",
            Self::Missed => "missed",
            Self::CallOff => "call_off",
            Self::Note => "note",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// What the history calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Take => "担当",
            Self::Assign => "担当者の変更",
            Self::Release => "担当を外す",
            Self::Reply => "回答",
            Self::Called => "電話（つながった）",
            Self::Missed => "電話（不在）",
            Self::CallOff => "電話（不要になった）",
            Self::Note => "メモ",
            Self::Close => "完了",
            Self::Reopen => "再開",
        }
    }

    /// The step of that word.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether it has a text.
    pub const fn has_text(self) -> bool {
        matches!(
            self,
            Self::Reply | Self::Note | Self::Called | Self::Missed | Self::CallOff
        )
    }

    /// Whether who asked hears something by it.
    pub const fn is_told(self) -> bool {
        matches!(self, Self::Reply | Self::Called | Self::Missed)
    }
}

/// The step does not lead on from that state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{step:?} does not lead on from {from:?}")]
pub struct InvalidTicketStep {
    /// Where the question is.
    pub from: TicketState,
    /// What was to be done.
    pub step: TicketStep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_goes_from_open_to_closed_and_back() {
        use TicketState::{Answered, Closed, Open, Taken};
        use TicketStep::{
            Assign, CallOff, Called, Close, Missed, Note, Release, Reopen, Reply, Take,
        };
        for (from, step, to) in [
            (Open, Take, Some(Taken)),
            (Taken, Take, Some(Taken)),
            (Answered, Take, Some(Answered)),
            (Open, Reply, Some(Answered)),
            (Answered, Reply, Some(Answered)),
            (Answered, Close, Some(Closed)),
            (Open, Close, Some(Closed)),
            (Closed, Reopen, Some(Taken)),
            (Closed, Reply, None),
            (Closed, Take, None),
            (Closed, Close, None),
            (Open, Reopen, None),
            (Closed, Note, Some(Closed)),
            (Open, Assign, Some(Taken)),
            (Answered, Assign, Some(Answered)),
            (Taken, Release, Some(Open)),
            (Answered, Release, Some(Answered)),
            (Open, Called, Some(Answered)),
            (Open, Missed, Some(Taken)),
            (Answered, Missed, Some(Answered)),
            (Closed, Assign, None),
            (Closed, Called, None),
            (Closed, Missed, None),
            (Open, CallOff, Some(Open)),
            (Taken, CallOff, Some(Taken)),
            (Answered, CallOff, Some(Answered)),
            (Closed, CallOff, None),
        ] {
            assert_eq!(from.advance(step).ok(), to, "{from:?} {step:?}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for state in TicketState::ALL {
            assert_eq!(TicketState::read(state.as_str()), Some(state));
        }
        for step in TicketStep::ALL {
            assert_eq!(TicketStep::read(step.as_str()), Some(step));
        }
        for category in TicketCategory::ALL {
            assert_eq!(TicketCategory::read(category.as_str()), Some(category));
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        let number = TicketNumber::new(12).unwrap();
        assert_eq!(number.to_string(), "Q0000012");
        assert_eq!("Q0000012".parse(), Ok(number));
        for wrong in ["Q12", "0000012", "Q00000012", "q0000012", "Q000001x"] {
            assert_eq!(wrong.parse::<TicketNumber>(), Err(InvalidTicketNumber));
        }
        assert!(TicketNumber::new(10_000_000).is_err());
    }
}
