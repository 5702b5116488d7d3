//! What an authenticator app does.

use anyhow::{Context as _, ensure};
use aws_lc_rs::hmac;
use tasuki_exchange::{totp_code, totp_step};
use tasuki_terms::Timestamp;

/// Letters of base 32 (RFC 4648), in the order of their values.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The one-time password of an operator at a moment; `key` is what is typed into an authenticator
/// app, blanks and small letters allowed.
pub fn one_time_password(key: &str, at: Timestamp) -> anyhow::Result<String> {
    let secret = decoded(key)?;
    ensure!(!secret.is_empty(), "the key is empty");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    Ok(totp_code(totp_step(at), |message| {
        let mut mac = [0; 20];
        for (to, from) in mac.iter_mut().zip(hmac::sign(&key, message).as_ref()) {
            *to = *from;
        }
        mac
    }))
}

fn decoded(text: &str) -> anyhow::Result<Vec<u8>> {
    let (mut bytes, mut waiting, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '=') {
        let value = LETTERS.find(letter.to_ascii_uppercase());
        let value = u32::try_from(value.context("the key has a letter that is none of A-Z, 2-7")?)?;
        waiting = (waiting << 5) | value;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((waiting >> bits) & 0xff)?);
            waiting &= (1 << bits) - 1;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, with six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let key = tasuki_exchange::totp_secret_text(b"12345678901234567890");
        let code = |at: &str| one_time_password(&key, at.parse().unwrap()).unwrap();
        assert_eq!(code("1970-01-01T00:00:59Z"), "287082");
        assert_eq!(code("2005-03-18T01:58:29Z"), "081804");
        assert!(one_time_password("no key!", Timestamp::UNIX_EPOCH).is_err());
    }
}
