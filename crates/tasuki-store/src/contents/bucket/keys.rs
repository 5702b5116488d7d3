//! Names of objects.

use std::fmt;

use crate::ContentsError;

/// How many bytes of chance.
const BYTES: usize = 16;

/// A name that no other object has: chance, as 32 small hexadecimal digits. In the order of names
/// objects lie evenly, so that a sweep may begin anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::contents) struct Key([u8; BYTES]);

impl Key {
    /// A new one.
    pub(super) fn new() -> Result<Self, ContentsError> {
        let mut bytes = [0; BYTES];
        aws_lc_rs::rand::fill(&mut bytes)
            .map_err(|_| ContentsError::Settings("there is no chance to be had"))?;
        Ok(Self(bytes))
    }

    /// Whether an object's name is one of ours; others are left alone.
    pub(super) fn is_one(name: &str) -> bool {
        name.len() == 2 * BYTES
            && name
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ours_and_never_the_same() {
        let names: std::collections::BTreeSet<_> =
            (0..1000).map(|_| Key::new().unwrap().to_string()).collect();
        assert_eq!(names.len(), 1000);
        assert!(names.iter().all(|name| Key::is_one(name)));
        for other in ["", "backup.tar", "0123456789ABCDEF0123456789abcdef"] {
            assert!(!Key::is_one(other), "{other}");
        }
    }
}
