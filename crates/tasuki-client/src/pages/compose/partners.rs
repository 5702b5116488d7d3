//! Whom one may send to, to choose instead of typing a number.

use tasuki_desk::{Book, Partner};
use tasuki_terms::OfficeNumber;

use crate::answer::PageError;
use crate::office::Office;
use crate::show;

/// How many of those with whom something was exchanged are offered; the others are found by their names.
const MOST: usize = 30;

/// The partners of this computer.
pub(super) struct Partners {
    /// The marked ones (よく使う事業所).
    pub(super) favourites: Vec<Offered>,
    /// Those with whom something was exchanged last, newest first.
    pub(super) recent: Vec<Offered>,
}

/// One of them.
pub(super) struct Offered {
    pub(super) number: OfficeNumber,
    pub(super) words: String,
}

impl Partners {
    /// Reads them from the book.
    pub(super) async fn of(office: &Office) -> Result<Self, PageError> {
        let known = office.in_book(Book::partners).await?;
        Ok(Self::among(&known, office.number))
    }

    /// Those of `known` that can receive something, but for the office itself.
    fn among(known: &[Partner], own: OfficeNumber) -> Self {
        let offered = |is_marked: bool| {
            let known = known.iter();
            let some = known.filter(move |one| {
                one.favourite == is_marked && one.member != Some(false) && one.number != own
            });
            some.map(|one| Offered {
                number: one.number,
                words: show::office(&one.name, one.number),
            })
        };
        Self {
            favourites: offered(true).collect(),
            recent: offered(false).take(MOST).collect(),
        }
    }

    /// Whether nobody is known yet.
    pub(super) const fn is_empty(&self) -> bool {
        self.favourites.is_empty() && self.recent.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_ones_come_first_and_who_cannot_receive_is_not_offered() {
        let partner = |number: &str, favourite, member| Partner {
            name: format!("例{number}"),
            favourite,
            member,
            ..Partner::new(number.parse().unwrap())
        };
        let known = [
            partner("1370000003", true, Some(true)),
            partner("1370000004", true, Some(false)),
            partner("1370000005", false, None),
            partner("1370000001", false, Some(true)),
        ];
        let offered = Partners::among(&known, "1370000001".parse().unwrap());
        let words = |offered: &[Offered]| -> Vec<String> {
            offered.iter().map(|one| one.words.clone()).collect()
        };
        assert_eq!(words(&offered.favourites), ["例1370000003（1370000003）"]);
        assert_eq!(words(&offered.recent), ["例1370000005（1370000005）"]);
        assert!(!offered.is_empty());
        assert!(Partners::among(&[], "1370000001".parse().unwrap()).is_empty());
    }
}
