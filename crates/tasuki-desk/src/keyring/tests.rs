use proptest::prelude::*;

use super::*;
use crate::test_office::{assert_told, lock, unlock_password};

fn code(error: &KeyringError) -> &'static str {
    assert_told(error.code(), &error.what(), &error.hint());
    error.code()
}

fn made() -> (tempfile::TempDir, Keyring) {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Keyring::make(dir.path(), &lock()).unwrap();
    (dir, keyring)
}

#[test]
fn what_was_sealed_before_a_restart_is_opened_after_it() {
    let (dir, keyring) = made();
    let sealed = keyring
        .seal("drafts/1/text", b"secret", &SystemEntropy)
        .unwrap();
    assert!(!sealed.windows(6).any(|part| part == b"secret"));
    let again = Keyring::unlock(dir.path(), unlock_password()).unwrap();
    assert_eq!(
        again.open("drafts/1/text", &sealed).unwrap().as_slice(),
        b"secret"
    );
}

#[test]
fn a_value_stays_in_its_place() {
    let (_dir, keyring) = made();
    let sealed = keyring
        .seal("drafts/1/text", b"secret", &SystemEntropy)
        .unwrap();
    let (_other_dir, other) = made();
    for refused in [
        keyring.open("drafts/2/text", &sealed),
        keyring.open("drafts/1/name", &sealed),
        other.open("drafts/1/text", &sealed),
    ] {
        assert_eq!(code(&refused.unwrap_err()), "keyring.value");
    }
}

#[test]
fn a_wrong_password_is_told_apart_from_damage() {
    let (dir, _) = made();
    let unlock = |password: &str| Keyring::unlock(dir.path(), &SecretString::from(password));
    assert_eq!(
        code(&unlock("donkey").unwrap_err()),
        "keyring.wrong-password"
    );
    let path = dir.path().join(KEYRING_FILE);
    let whole = fs_err::read_to_string(&path).unwrap();
    let password = unlock_password().expose_secret();
    for damaged in [
        whole.replace("VFNL", "VFNM"),
        whole.replace("\"version\": 1", "\"version\": 2"),
        String::new(),
    ] {
        assert_ne!(damaged, whole);
        fs_err::write(&path, damaged).unwrap();
        assert_eq!(code(&unlock(password).unwrap_err()), "keyring.damaged");
    }
    fs_err::remove_file(&path).unwrap();
    assert_eq!(code(&unlock(password).unwrap_err()), "keyring.missing");
}

#[test]
fn a_new_password_opens_what_the_old_one_sealed() {
    let (dir, keyring) = made();
    let sealed = keyring.seal("a", b"value", &SystemEntropy).unwrap();
    let password = SecretString::from("another horse");
    let new = Lock {
        password: &password,
        ..lock()
    };
    keyring.rewrap(&new).unwrap();
    let refused = Keyring::unlock(dir.path(), unlock_password()).unwrap_err();
    assert_eq!(code(&refused), "keyring.wrong-password");
    let unlocked = Keyring::unlock(dir.path(), &password).unwrap();
    assert_eq!(unlocked.open("a", &sealed).unwrap().as_slice(), b"value");
}

#[test]
fn a_keyring_is_never_replaced() {
    let (dir, _) = made();
    let refused = Keyring::make(dir.path(), &lock()).unwrap_err();
    assert_eq!(code(&refused), "keyring.file");
}

#[test]
fn the_usual_cost_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let password = SecretString::from("correct horse");
    Keyring::make(dir.path(), &Lock::new(&password)).unwrap();
    let begin = tokio::time::Instant::now();
    Keyring::unlock(dir.path(), &password).unwrap();
    println!("unlocking took {} ms", begin.elapsed().as_millis());
}

proptest! {
    #[test]
    fn no_bytes_are_opened_but_those_that_were_sealed(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let (_dir, keyring) = made();
        prop_assert!(keyring.open("a", &bytes).is_err());
    }
}
