//! What stands for names and addresses where processes speak of them.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;

/// The purpose of the key, so that nothing else is ever the same.
const PURPOSE: &[u8] = b"tasuki: tags between processes";

/// Sixteen bytes that stand for words; the same for the same words in all processes of a platform.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Tag(u128);

/// Makes tags.
pub(super) struct Tags(hmac::Key);

impl Tags {
    /// With a secret of the platform's.
    pub(super) fn new(secret: &[u8]) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derived = hmac::sign(&secret, PURPOSE);
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    pub(super) fn tag(&self, words: &[&str]) -> Tag {
        let mut context = hmac::Context::with_key(&self.0);
        for word in words {
            // Each with its length, so that no two lists give the same bytes.
            context.update(&(word.len() as u64).to_be_bytes());
            context.update(word.as_bytes());
        }
        let signed = context.sign();
        let bytes = signed.as_ref().first_chunk().copied().unwrap_or_default();
        Tag(u128::from_be_bytes(bytes))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Tag {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_same_for_the_same_words_and_the_same_secret_alone() {
        let (one, other) = (Tags::new(b"one"), Tags::new(b"other"));
        let tag = one.tag(&["ab", "c"]);
        assert_eq!(tag, Tags::new(b"one").tag(&["ab", "c"]));
        assert_ne!(tag, other.tag(&["ab", "c"]));
        assert_ne!(tag, one.tag(&["a", "bc"]));
        assert_ne!(tag, one.tag(&["abc"]));
        assert_eq!(tag.to_string().parse(), Ok(tag));
    }
}
