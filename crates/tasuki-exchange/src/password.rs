//! Passwords of the claims site and the portal: what may be one, and how long it is good.

mod fault;

use jiff::SignedDuration;
use tasuki_terms::{Entropy, Timestamp};

pub use fault::PasswordFault;

/// What a password must be, and how long it lasts. The official rules are not public; these are
/// ours, as data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PasswordRule {
    /// The fewest characters.
    pub shortest: usize,
    /// The most characters.
    pub longest: usize,
    /// How long the temporary password (仮パスワード) of the letter can be used to log in and choose
    /// another.
    pub temporary_for: SignedDuration,
    /// How long a chosen password is good, or none for ever.
    pub good_for: Option<SignedDuration>,
}

impl Default for PasswordRule {
    fn default() -> Self {
        Self {
            shortest: 8,
            longest: 64,
            temporary_for: SignedDuration::from_hours(30 * 24),
            good_for: Some(SignedDuration::from_hours(365 * 24)),
        }
    }
}

/// What somebody types who changes a password.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The new password.
    pub new: &'a str,
    /// The new password once more.
    pub again: &'a str,
    /// The password until now, as typed; empty where it is lost and reset by mail.
    pub old: &'a str,
    /// The user's id.
    pub user: &'a str,
}

impl PasswordRule {
    /// Everything that is wrong with the new password; nothing, where it may be used.
    ///
    /// A password is letters, digits and signs of ASCII without spaces, so that every keyboard
    /// has them, and holds at least one letter and one digit.
    pub fn faults(&self, change: &PasswordChange<'_>) -> Vec<PasswordFault> {
        let new = change.new;
        if new.is_empty() {
            return vec![PasswordFault::Empty];
        }
        let length = new.chars().count();
        let has = |kind: fn(&u8) -> bool| new.as_bytes().iter().any(kind);
        let (shortest, longest) = (self.shortest, self.longest);
        [
            (
                length < shortest || length > longest,
                PasswordFault::Length { shortest, longest },
            ),
            (
                !new.bytes().all(|b| b.is_ascii_graphic()),
                PasswordFault::Characters,
            ),
            (
                !has(u8::is_ascii_alphabetic) || !has(u8::is_ascii_digit),
                PasswordFault::Mixture,
            ),
            (
                !change.user.is_empty() && new.eq_ignore_ascii_case(change.user),
                PasswordFault::SameAsUser,
            ),
            (new == change.old, PasswordFault::SameAsOld),
            (new != change.again, PasswordFault::Differs),
        ]
        .into_iter()
        .filter_map(|(is_wrong, fault)| is_wrong.then_some(fault))
        .collect()
    }

    /// The state at `now` of a password that was given or chosen at `since`.
    pub fn state(&self, kind: PasswordKind, since: Timestamp, now: Timestamp) -> PasswordState {
        let lasts = match kind {
            PasswordKind::Temporary => Some(self.temporary_for),
            PasswordKind::Chosen => self.good_for,
        };
        let until = lasts.and_then(|time| since.checked_add(time).ok());
        match (kind, until) {
            (PasswordKind::Temporary, Some(until)) if now >= until => PasswordState::Lapsed,
            (PasswordKind::Chosen, Some(until)) if now >= until => PasswordState::Expired,
            (PasswordKind::Temporary, until) => PasswordState::Temporary { until },
            (PasswordKind::Chosen, until) => PasswordState::Good { until },
        }
    }
}

/// Who made a password.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PasswordKind {
    /// The platform, for the letter (仮パスワード).
    Temporary,
    /// The office itself.
    Chosen,
}

/// How a password stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordState {
    /// It can only be used to choose another one.
    Temporary {
        /// Until when, if it ends.
        until: Option<Timestamp>,
    },
    /// It was chosen, and its time is over: it can only be used to choose another one.
    Expired,
    /// It was temporary, and its time is over: it can be used for nothing. A new letter or a reset
    /// by mail gives another.
    Lapsed,
    /// It is good.
    Good {
        /// Until when, if it ends.
        until: Option<Timestamp>,
    },
}

impl PasswordState {
    /// What the client says where this password does not let anybody in: the official sentence
    /// (Q&A, システム導入 11 and 13), which stands for temporary and expired ones.
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Temporary { .. } | Self::Expired | Self::Lapsed => {
                Some("パスワードの有効期限が切れています")
            }
            Self::Good { .. } => None,
        }
    }
}

/// Letters that nobody takes for another letter or a digit: without O, o, I, i and l.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz";

/// Digits that nobody takes for a letter: without 0 and 1.
const DIGITS: &[u8] = b"23456789";

/// A legible password of `length` characters for a letter: a letter first, a digit last, and
/// either between them, so that it keeps [`PasswordRule`].
///
/// Twelve characters hold 66 bits of chance. Two are the least.
pub fn new_password(length: usize, entropy: &dyn Entropy) -> String {
    let either = [LETTERS, DIGITS].concat();
    let between = length.saturating_sub(2);
    std::iter::once(LETTERS)
        .chain(std::iter::repeat_n(&*either, between))
        .chain([DIGITS])
        .filter_map(|from| draw(from, entropy))
        .collect()
}

/// One of `from`. Of 64 bits the remainder favours nothing that could be measured.
fn draw(from: &[u8], entropy: &dyn Entropy) -> Option<char> {
    let mut word = [0; 8];
    entropy.fill(&mut word);
    let drawn = u64::from_le_bytes(word).checked_rem(u64::try_from(from.len()).ok()?)?;
    from.get(usize::try_from(drawn).ok()?)
        .copied()
        .map(char::from)
}

#[cfg(test)]
mod tests;
