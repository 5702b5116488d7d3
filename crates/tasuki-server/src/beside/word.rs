//! What processes say to each other.

use std::fmt;
use std::str::FromStr;

use super::{Counting, Tag};

/// One thing that is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Word {
    /// Somebody guesses.
    Guess(Guess),
    /// So many were let in more.
    Counted(Counting, Tag, u32),
}

/// What became of somebody's guessing a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Guess {
    /// Whose password.
    pub(crate) name: Tag,
    /// From where; what concerns all places has that of the name.
    pub(crate) network: Tag,
    /// What.
    pub(crate) what: Guessing,
}

/// What became of a guess.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Guessing {
    /// One begins: it counts as wrong until it is known better.
    Begins,
    /// It was right.
    WasRight,
    /// Nothing was found out.
    CameToNothing,
    /// All wrong ones of the name are forgotten.
    Forgotten,
}

impl Guessing {
    const ALL: [Self; 4] = [
        Self::Begins,
        Self::WasRight,
        Self::CameToNothing,
        Self::Forgotten,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::WasRight => "right",
            Self::CameToNothing => "nothing",
            Self::Forgotten => "forgotten",
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guess(guess) => {
                let what = guess.what.as_str();
                write!(f, "guess {what} {} {}", guess.name, guess.network)
            }
            Self::Counted(what, tag, count) => {
                write!(f, "counted {} {tag} {count}", what.as_str())
            }
        }
    }
}

/// What another version says, which this one does not understand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unknown;

impl FromStr for Word {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        let mut parts = text.split(' ');
        let mut next = || parts.next().ok_or(Unknown);
        let word = match next()? {
            "guess" => {
                let what = next()?;
                let mut all = Guessing::ALL.into_iter();
                Self::Guess(Guess {
                    what: all.find(|one| one.as_str() == what).ok_or(Unknown)?,
                    name: next()?.parse().map_err(|_| Unknown)?,
                    network: next()?.parse().map_err(|_| Unknown)?,
                })
            }
            "counted" => {
                let what = next()?;
                let mut all = Counting::ALL.into_iter();
                Self::Counted(
                    all.find(|one| one.as_str() == what).ok_or(Unknown)?,
                    next()?.parse().map_err(|_| Unknown)?,
                    next()?.parse().map_err(|_| Unknown)?,
                )
            }
            _ => return Err(Unknown),
        };
        if parts.next().is_some() {
            return Err(Unknown);
        }
        Ok(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::Beside;

    #[test]
    fn what_is_said_is_understood_and_names_nobody() {
        let beside = Beside::alone();
        let (name, network) = (beside.tag(&["KJ137000000101"]), beside.tag(&["192.0.2.1"]));
        let guesses = Guessing::ALL.map(|what| {
            Word::Guess(Guess {
                name,
                network,
                what,
            })
        });
        let counts = Counting::ALL.map(|what| Word::Counted(what, name, 7));
        for word in guesses.into_iter().chain(counts) {
            let said = word.to_string();
            assert_eq!(said.parse(), Ok(word));
            assert!(!said.contains("KJ137") && !said.contains("192.0"), "{said}");
            assert_eq!(format!("{said} more").parse::<Word>(), Err(Unknown));
        }
        assert_eq!("later".parse::<Word>(), Err(Unknown));
        assert_eq!("guess begins x y".parse::<Word>(), Err(Unknown));
        assert_eq!("".parse::<Word>(), Err(Unknown));
    }
}
