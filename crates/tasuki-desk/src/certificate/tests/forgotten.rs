//! The certificate is installed again because the password was forgotten.

use super::*;
use crate::ledger::Side;
use crate::{Desk, Draft, KeyringError, Lock, ProfileError, Sealed};

fn unlocked(dir: &Path, password: &SecretString) -> Result<Profile, ProfileError> {
    Profile::load(dir, &Lock::new(password))
}

#[tokio::test]
async fn proofs_stay_and_what_the_password_sealed_is_put_aside() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    let files = p12(&town, MANAGER);
    let first = install(&to, &files, trusting(&authority, Some(ADDRESS))).unwrap();
    first
        .remember_app_user("C000000000001".parse().unwrap())
        .unwrap();
    let partner = town.office(HELPER);
    let sent = sealed(first.identity(), &partner);
    let id = sent.manifest.id;
    let desk = Desk::open(first, SecretString::from("horse")).unwrap();
    let names = crate::test_office::checked().names;
    desk.ledger().begin(id, &sent.envelope, names).unwrap();
    let draft = Draft {
        text: Some("書きかけ".to_owned()),
        ..Draft::default()
    };
    desk.book().keep_draft(&draft, now()).unwrap();
    drop(desk);

    let password = SecretString::from("another horse");
    let lock = Lock {
        password: &password,
        ..lock()
    };
    let how = Installation {
        sealed: Sealed::SetAside,
        ..Installation::default()
    };
    // Another office's certificate opens nothing here.
    let foreign = read(&p12(&town, HELPER)).unwrap();
    let refusal = Profile::install(&to, &foreign, how, &lock, now()).unwrap_err();
    assert_eq!(refusal.code(), "profile.other-holder");
    assert!(unlocked(&to, crate::test_office::unlock_password()).is_ok());

    // Nor does an address that is none, and nothing was put aside for it.
    let nowhere = Installation {
        platform: Some("nowhere"),
        ..how
    };
    Profile::install(&to, &read(&files).unwrap(), nowhere, &lock, now()).unwrap_err();
    assert!(unlocked(&to, crate::test_office::unlock_password()).is_ok());

    let installed = Profile::install(&to, &read(&files).unwrap(), how, &lock, now()).unwrap();
    installed.check(now()).unwrap();
    let before = unlocked(&to, crate::test_office::unlock_password()).unwrap_err();
    assert!(matches!(
        before,
        ProfileError::Keyring(KeyringError::WrongPassword)
    ));
    let locked = crate::LockedProfile::read(&to).unwrap();
    assert_eq!(locked.app_user(), None, "another one may follow");
    let desk = Desk::open(installed, SecretString::from("horse")).unwrap();
    assert!(desk.book().drafts().unwrap().is_empty());
    // The own copy is sealed for the certificate, which is the same.
    let kept = desk.ledger().message(Side::Sent, id).envelope().unwrap();
    assert_eq!(kept.as_deref(), Some(&*sent.envelope));
    assert_eq!(desk.copy(id).await.unwrap().manifest.id, id);
    let aside = fs_err::read_dir(to.join("set-aside")).unwrap();
    let aside: Vec<_> = aside.map(|one| one.unwrap().path()).collect();
    let [aside] = &*aside else {
        panic!("once: {aside:?}");
    };
    for name in ["keyring.json", "book.db", "key.sealed"] {
        assert!(aside.join(name).exists(), "{name}");
    }
}

#[test]
fn another_password_opens_the_same_things() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    let how = trusting(&authority, Some(ADDRESS));
    install(&to, &p12(&town, MANAGER), how).unwrap();
    let profile = crate::LockedProfile::read(&to).unwrap();
    let password = SecretString::from("another horse");
    let new = Lock {
        password: &password,
        ..lock()
    };
    let wrong = profile.change_password(&password, &new).unwrap_err();
    assert_eq!(wrong.code(), "keyring.wrong-password");
    let before = crate::test_office::unlock_password();
    let changed = profile.change_password(before, &new).unwrap();
    assert_eq!(changed, crate::PasswordChange::Whole);
    assert!(unlocked(&to, before).is_err());
    unlocked(&to, &password).unwrap().check(now()).unwrap();
}

#[test]
fn a_password_is_changed_though_the_file_that_keeps_it_is_not() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    install(
        &to,
        &p12(&town, MANAGER),
        trusting(&authority, Some(ADDRESS)),
    )
    .unwrap();
    let settings = to.join("profile.toml");
    let text = fs_err::read_to_string(&settings).unwrap();
    fs_err::write(&settings, format!("unlock_file = \"unlock\"\n{text}")).unwrap();
    // A folder stands where the file should be.
    fs_err::create_dir_all(to.join("unlock/full")).unwrap();
    let profile = crate::LockedProfile::read(&to).unwrap();
    let password = SecretString::from("another horse");
    let new = Lock {
        password: &password,
        ..lock()
    };
    let before = crate::test_office::unlock_password();
    let changed = profile.change_password(before, &new).unwrap();
    assert_eq!(changed, crate::PasswordChange::FileNotWritten);
    assert!(unlocked(&to, before).is_err());
    unlocked(&to, &password).unwrap();
}
