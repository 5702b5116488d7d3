use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;

/// A seeded source: `SplitMix64`.
struct Seeded(AtomicU64);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let mut word = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (word >> 56).to_le_bytes()[0];
        }
    }
}

fn codes(new: &str, again: &str) -> Vec<&'static str> {
    let change = PasswordChange {
        new,
        again,
        old: "Old-2026",
        user: "KJ137000000101",
    };
    let faults = PasswordRule::default().faults(&change);
    faults.into_iter().map(PasswordFault::code).collect()
}

#[test]
fn each_rule_has_its_fault() {
    let long = format!("{}1", "a".repeat(63));
    for right in ["abcdefg1", "1234567A", "!#$%&a1~", &long] {
        assert_eq!(codes(right, right), [""; 0], "{right}");
    }
    for (new, faults) in [
        ("", vec!["password.empty"]),
        ("abcdef1", vec!["password.length"]),
        (&*format!("{long}x"), vec!["password.length"]),
        ("abcdefgh", vec!["password.mixture"]),
        ("12345678", vec!["password.mixture"]),
        ("abc def1", vec!["password.characters"]),
        ("パスワード1a日本", vec!["password.characters"]),
        ("kj137000000101", vec!["password.same-as-user"]),
        ("Old-2026", vec!["password.same-as-old"]),
        (
            "１",
            vec!["password.length", "password.characters", "password.mixture"],
        ),
    ] {
        assert_eq!(codes(new, new), faults, "{new}");
    }
    assert_eq!(codes("abcdefg1", "abcdefg2"), ["password.differs"]);
}

#[test]
fn temporary_and_chosen_passwords_run_out() {
    let rule = PasswordRule::default();
    let since: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let state = |kind, now: &str| rule.state(kind, since, at(now));
    let (temporary, chosen) = (PasswordKind::Temporary, PasswordKind::Chosen);

    let until = Some(at("2026-12-21T00:00:00Z"));
    let fresh = state(temporary, "2026-12-20T23:59:59Z");
    assert_eq!(fresh, PasswordState::Temporary { until });
    assert!(fresh.refusal().is_some());
    let late = state(temporary, "2026-12-21T00:00:00Z");
    assert_eq!(late, PasswordState::Lapsed);
    assert!(late.refusal().is_some());

    let until = Some(at("2027-11-21T00:00:00Z"));
    let good = state(chosen, "2027-11-20T23:59:59Z");
    assert_eq!(good, PasswordState::Good { until });
    assert_eq!(good.refusal(), None);
    let old = state(chosen, "2027-11-21T00:00:00Z");
    assert_eq!(old, PasswordState::Expired);
    assert_eq!(old.refusal(), Some("パスワードの有効期限が切れています"));

    let for_ever = PasswordRule {
        good_for: None,
        ..rule
    };
    let state = for_ever.state(chosen, since, at("2099-01-01T00:00:00Z"));
    assert_eq!(state, PasswordState::Good { until: None });
}

proptest! {
    #[test]
    fn made_passwords_keep_the_rule(seed: u64, length in 8_usize..32) {
        let made = new_password(length, &Seeded(AtomicU64::new(seed)));
        prop_assert_eq!(made.len(), length);
        prop_assert_eq!(codes(&made, &made), [""; 0]);
        prop_assert!(made.bytes().all(|byte| LETTERS.contains(&byte) || DIGITS.contains(&byte)));
    }
}

#[test]
fn each_letter_comes_as_often() {
    let entropy = Seeded(AtomicU64::new(7));
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..8_000 {
        *counts.entry(draw(DIGITS, &entropy)).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), DIGITS.len());
    assert!(counts.values().all(|count| (850..1150).contains(count)));
}
