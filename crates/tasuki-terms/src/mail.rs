//! Mail addresses.

use std::fmt;
use std::str::FromStr;

/// A mail address (メールアドレス): half-width letters, digits, hyphens, periods and underscores, and
/// one `@`; at most 254 characters.
///
/// Source: the official field (manual 2.7) allows these signs only, so no `+`. That the part before
/// the `@` has no period at its ends and none twice, and that the domain is a name that mail can be
/// sent to, is RFC 5321. `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(String);

impl MailAddress {
    /// How many characters it may have (RFC 5321, 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// The address as typed, without spaces around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailAddress {
    type Err = InvalidMailAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        match text.split_once('@') {
            Some((local, domain))
                if text.len() <= Self::MAX && is_local(local) && is_domain(domain) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidMailAddress),
        }
    }
}

fn is_local(local: &str) -> bool {
    local.len() <= 64
        && local.split('.').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(…)")
    }
}

crate::serde_as_text!(MailAddress);

/// The text is no mail address of the allowed signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a mail address of letters, digits, hyphens, periods and underscores")]
pub struct InvalidMailAddress;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_official_signs_and_no_others() {
        for right in [
            "a@b.jp",
            "tantou_01.care-plan@mail.example.jp",
            " A@Example.JP ",
        ] {
            assert!(right.parse::<MailAddress>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "@example.jp",
            "a@",
            "a@example",
            "a@@example.jp",
            "a@b@example.jp",
            "a+b@example.jp",
            "test#@test.com",
            ".a@example.jp",
            "a..b@example.jp",
            "a@-example.jp",
            "a@ex_ample.jp",
            "a b@example.jp",
            "a@example.jp\r\nBcc: b@example.jp",
            "ａ@example.jp",
            "太郎@example.jp",
        ] {
            assert_eq!(
                wrong.parse::<MailAddress>(),
                Err(InvalidMailAddress),
                "{wrong}"
            );
        }
        let long = format!("a@{}jp", "b23456789.".repeat(25));
        assert_eq!(long.len(), 254);
        assert!(long.parse::<MailAddress>().is_ok());
        assert!(format!("a{long}").parse::<MailAddress>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_one_plain_line(text in "[a-z.@+ \\r\\n-]{0,20}") {
            if let Ok(address) = text.parse::<MailAddress>() {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
