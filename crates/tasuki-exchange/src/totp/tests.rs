use aws_lc_rs::hmac;
use proptest::prelude::*;

use super::*;

/// The secret of RFC 6238, appendix B.
const SECRET: &[u8] = b"12345678901234567890";

fn sha1(message: &[u8]) -> [u8; 20] {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET);
    hmac::sign(&key, message).as_ref().try_into().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn the_vectors_of_the_rfc_hold() {
    // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(totp_code(totp_step(at(seconds)), sha1), code);
    }
}

#[test]
fn a_code_is_good_in_its_step_and_the_ones_beside_it_and_once() {
    let code = "081804";
    let step = totp_step(at(1_111_111_109));
    let checked = |seconds, last| check_totp(code, at(seconds), last, sha1);
    let begin = 1_111_111_080;
    assert_eq!(checked(begin - 31, None), None);
    assert_eq!(checked(begin - 30, None), Some(step));
    assert_eq!(checked(begin + 59, None), Some(step));
    assert_eq!(checked(begin + 60, None), None);
    assert_eq!(checked(begin, Some(step - 1)), Some(step));
    assert_eq!(checked(begin, Some(step)), None);
    assert_eq!(checked(begin, Some(step + 1)), None);
}

#[test]
fn what_people_type_is_read() {
    for typed in ["287082", " 287 082 ", "２８７０８２"] {
        assert_eq!(check_totp(typed, at(59), None, sha1), Some(1), "{typed}");
    }
    for typed in ["", "287083", "0287082", "28708", "94287082"] {
        assert_eq!(check_totp(typed, at(59), None, sha1), None, "{typed}");
    }
}

#[test]
fn secrets_are_written_as_base32() {
    // RFC 4648, 10, without padding.
    for (secret, text) in [
        ("", ""),
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ] {
        assert_eq!(totp_secret_text(secret.as_bytes()), text);
    }
    insta::assert_snapshot!(
        totp_uri("Tasuki 運用", "a@b", SECRET),
        @"otpauth://totp/Tasuki%20%E9%81%8B%E7%94%A8:a%40b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tasuki%20%E9%81%8B%E7%94%A8"
    );
}

proptest! {
    #[test]
    fn a_code_is_never_good_twice(seconds in 0_i64..4_000_000_000, later in 0_i64..90) {
        let code = totp_code(totp_step(at(seconds)), sha1);
        let used = check_totp(&code, at(seconds), None, sha1).unwrap();
        let again = check_totp(&code, at(seconds + later), Some(used), sha1);
        // Only another step that happens to have the same code could be good.
        prop_assert!(again.is_none_or(|step| totp_code(step, sha1) == code && step > used));
    }

    #[test]
    fn never_panics(typed in ".*", seconds: i32, mac: [u8; 20]) {
        let _step = check_totp(&typed, at(seconds.into()), None, |_| mac);
    }
}
