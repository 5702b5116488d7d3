//! One-time passwords of the operator's console (RFC 6238): six digits, a new one each 30 seconds,
//! by HMAC-SHA-1, as every authenticator app knows them.
//!
//! This crate knows no cryptography, and the workspace has one library for it; so HMAC-SHA-1 is an
//! argument, as time is. The platform hands in `aws_lc_rs::hmac` with
//! `HMAC_SHA1_FOR_LEGACY_USE_ONLY`; what is broken of SHA-1, its collisions, does not weaken HMAC.

use tasuki_terms::{Timestamp, half_width_sign};

/// Seconds of one step.
const STEP_SECONDS: i64 = 30;

/// How many steps a clock may be off, either way.
const WINDOW: u64 = 1;

/// The code at `step` (RFC 4226, 5.3); `hmac` is HMAC-SHA-1 with the operator's secret.
pub fn totp_code(step: u64, hmac: impl Fn(&[u8]) -> [u8; 20]) -> String {
    let mac = hmac(&step.to_be_bytes());
    let offset = usize::from(mac[19] & 0x0f);
    // The offset is at most 15, so that four bytes follow.
    let word = mac.iter().skip(offset).take(4);
    let word = word.fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// The step in which `at` lies. Times before 1970 lie in step 0.
pub fn totp_step(at: Timestamp) -> u64 {
    u64::try_from(at.as_second() / STEP_SECONDS).unwrap_or_default()
}

/// Decides whether `typed` is a code of about `now` that was not used before: the step that the
/// caller must keep as the `last_used` of this operator, or none.
///
/// A code is good in its own step and the ones beside it. Steps up to the last used one are never
/// good again, so that a code seen by somebody else is worthless (RFC 6238, 5.2). Spaces are
/// skipped, full-width digits are read; all steps are tried in the same time.
pub fn check_totp(
    typed: &str,
    now: Timestamp,
    last_used: Option<u64>,
    hmac: impl Fn(&[u8]) -> [u8; 20],
) -> Option<u64> {
    let typed: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(half_width_sign)
        .collect();
    let step = totp_step(now);
    let mut found = None;
    for step in step.saturating_sub(WINDOW)..=step.saturating_add(WINDOW) {
        let is_same = same(totp_code(step, &hmac).as_bytes(), typed.as_bytes());
        if is_same && last_used.is_none_or(|last| step > last) {
            found = found.or(Some(step));
        }
    }
    found
}

/// Whether two texts are the same, in a time that depends on their lengths only.
fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && difference == 0
}

/// A secret as authenticator apps take it by hand: Base32 without padding (RFC 4648, 6).
pub fn totp_secret_text(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for group in secret.chunks(5) {
        let word = group
            .iter()
            .chain(std::iter::repeat(&0))
            .take(5)
            .fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        let letters = (group.len() * 8).div_ceil(5);
        text.extend((0..letters).filter_map(|place| {
            let five = (word >> (35 - 5 * place)) & 31;
            LETTERS
                .get(usize::try_from(five).ok()?)
                .copied()
                .map(char::from)
        }));
    }
    text
}

/// What a QR code for authenticator apps holds: the `otpauth` URI of an operator's secret.
pub fn totp_uri(issuer: &str, account: &str, secret: &[u8]) -> String {
    let (issuer, account) = (percent_encoded(issuer), percent_encoded(account));
    let secret = totp_secret_text(secret);
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests;
