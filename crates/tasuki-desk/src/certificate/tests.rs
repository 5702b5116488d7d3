use std::path::{Path, PathBuf};

use secrecy::SecretString;
use tasuki_pki::{Anchors, CertificateFacts, P12, P12Form, Profile as CertificateProfile};
use tasuki_seal::SystemEntropy;
use zeroize::Zeroizing;

use super::*;
use crate::test_office::{
    HELPER, MANAGER, Town, assert_told, lock, message_id, now, number, sealed, user,
};
use crate::{DeskError, Installation, NoPassword, Profile, Trust};

mod forgotten;

const ADDRESS: &str = "https://platform.example.jp:8443";

type Files = Vec<(PathBuf, Zeroizing<Vec<u8>>)>;

fn file(name: &str, bytes: impl AsRef<[u8]>) -> (PathBuf, Zeroizing<Vec<u8>>) {
    (name.into(), Zeroizing::new(bytes.as_ref().to_vec()))
}

/// A PKCS#12 file of an office, under the password `horse`.
fn p12(town: &Town, office: &str) -> Files {
    let issued = town.certify(office);
    let above: Vec<&[u8]> = town.authority.bundle().collect();
    let file_of = P12 {
        key_pkcs8_der: &issued.key_pkcs8_der,
        certificate_der: &issued.certificate_der,
        above: &above,
        name: "ひまわり事業所",
    };
    let bytes = file_of.write("horse", P12Form::Modern).unwrap();
    vec![file("office.p12", &*bytes)]
}

fn read(files: &Files) -> Result<Credential, CredentialError> {
    Credential::read(files, &|_| Ok(SecretString::from("horse")))
}

fn install(dir: &Path, files: &Files, how: Installation<'_>) -> Result<Profile, DeskError> {
    Profile::install(dir, &read(files)?, how, &lock(), now())
}

/// The code of what is wrong, which is told in full.
fn refused<T: std::fmt::Debug>(result: Result<T, impl Into<DeskError>>) -> String {
    let error = result.unwrap_err().into();
    assert_told(error.code(), &error.what(), &error.hint());
    error.code().to_owned()
}

fn trusting<'a>(authority: &'a Anchors, platform: Option<&'a str>) -> Installation<'a> {
    Installation {
        platform,
        trust: Trust::Authority(authority),
        ..Installation::default()
    }
}

#[test]
fn a_key_is_made_certified_and_installed_without_ever_being_sent_or_readable() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let passphrase = SecretString::from("horse");
    let request = || request_certificate(&user(MANAGER), dir.path(), &passphrase, &SystemEntropy);
    let made = request().unwrap();
    assert_eq!(refused(request()), "credential.exists");
    let csr = fs_err::read(&made.request).unwrap();
    let key = fs_err::read(&made.key).unwrap();
    assert!(key.starts_with(b"TSK"), "it is sealed");

    let profile = CertificateProfile::Office {
        office: number(MANAGER),
        user: user(MANAGER),
        office_name: "ひまわり事業所".to_owned(),
        class: tasuki_terms::CertificateClass::CarePlan,
    };
    let end = tasuki_pki::three_years_from(now()).unwrap();
    let request = tasuki_pki::CertificateRequest::read(&csr).unwrap();
    let answer = town
        .authority
        .sign_csr(&request, &profile, now(), end, [7; 16])
        .unwrap();
    let files = vec![
        file("answer.pem", answer.certificate_pem),
        file("office.key", key),
    ];
    let authority = town.anchors();
    let to = dir.path().join("profile");
    let installed = install(&to, &files, trusting(&authority, Some(ADDRESS))).unwrap();
    installed.check(now()).unwrap();
    assert_eq!(
        (installed.office(), installed.user()),
        (number(MANAGER), user(MANAGER))
    );
}

#[cfg(unix)]
#[test]
fn a_new_key_is_for_its_user_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let made = request_certificate(
        &user(MANAGER),
        dir.path(),
        &SecretString::from("horse"),
        &SystemEntropy,
    )
    .unwrap();
    let found = fs_err::metadata(made.key).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_new_profile_trusts_a_root_only_when_its_thumbprint_was_compared() {
    let town = Town::new();
    let files = p12(&town, MANAGER);
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let how = Installation {
        platform: Some(ADDRESS),
        trust: Trust::AsBefore,
        ..Installation::default()
    };
    assert_eq!(
        refused(install(&to, &files, how)),
        "credential.unconfirmed-root"
    );
    let wrong = Installation {
        trust: Trust::Thumbprint([7; 32]),
        ..how
    };
    assert_eq!(
        refused(install(&to, &files, wrong)),
        "credential.other-thumbprint"
    );
    assert!(!to.exists(), "nothing is written then");

    let root = town.authority.bundle().last().unwrap();
    let right = Installation {
        trust: Trust::Thumbprint(CertificateFacts::read(root).unwrap().sha256),
        ..how
    };
    let installed = install(&to, &files, right).unwrap();
    installed.check(now()).unwrap();
    let roots: Vec<&[u8]> = installed.anchors().roots().collect();
    assert_eq!(roots, [root]);
}

#[test]
fn a_later_certificate_takes_the_place_of_the_first() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    let how = trusting(&authority, Some(ADDRESS));
    let first = install(&to, &p12(&town, MANAGER), how).unwrap();
    fs_err::write(first.session_file(), "{}").unwrap();
    let later = install(&to, &p12(&town, MANAGER), Installation::default()).unwrap();
    later.check(now()).unwrap();
    assert_ne!(
        first.identity().certificate().der(),
        later.identity().certificate().der()
    );
    assert!(!later.session_file().exists(), "the session is over");
    assert_eq!(later.identities().len(), 2, "the first key is kept");
    assert_eq!(later.platform(), first.platform());
}

#[test]
fn what_was_sealed_for_an_earlier_certificate_is_opened_after_the_renewal() {
    let town = Town::new();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    let how = trusting(&authority, Some(ADDRESS));
    let first = install(&to, &p12(&town, HELPER), how).unwrap();
    let partner = town.office(MANAGER);
    let old = sealed(&partner, first.identity());
    let later = install(&to, &p12(&town, HELPER), Installation::default()).unwrap();
    let new = sealed(&partner, later.identity());
    let limits = tasuki_seal::Limits {
        max_entries: 7,
        max_bytes: 1_000_000,
    };
    let opened = |message: &tasuki_seal::SealedMessage| {
        let profile = Profile::load(&to, &lock()).unwrap();
        profile.identities().open(&message.envelope, limits)
    };
    for message in [&old, &new] {
        let opened = opened(message).unwrap();
        assert_eq!(opened.manifest, message.manifest);
    }
    let foreign = opened(&sealed(&partner, &town.office("1370000009"))).unwrap_err();
    let told = DeskError::Open {
        id: message_id(),
        source: foreign,
    };
    assert_eq!(refused::<()>(Err(told)), "message.not-opened");
}

#[test]
fn nobody_elses_certificate_is_installed() {
    let (town, other) = (Town::new(), Town::new());
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("profile");
    let authority = town.anchors();
    let how = trusting(&authority, Some(ADDRESS));
    install(&to, &p12(&town, MANAGER), how).unwrap();
    let usual = Installation::default();
    let before = fs_err::read(to.join("profile.toml")).unwrap();
    for (files, code) in [
        (p12(&town, HELPER), "profile.other-holder"),
        (p12(&other, MANAGER), "certificate.foreign"),
    ] {
        assert_eq!(refused(install(&to, &files, usual)), code);
    }
    let late = now() + jiff::SignedDuration::from_hours(24 * 365 * 4);
    let credential = read(&p12(&town, MANAGER)).unwrap();
    let expired = Profile::install(&to, &credential, usual, &lock(), late);
    assert_eq!(refused(expired), "certificate.expired");
    assert_eq!(fs_err::read(to.join("profile.toml")).unwrap(), before);

    let new = dir.path().join("new");
    let homeless = install(&new, &p12(&town, MANAGER), trusting(&authority, None));
    assert_eq!(refused(homeless), "credential.no-platform");
}

#[test]
fn what_is_wrong_with_files_is_told() {
    let town = Town::new();
    let (one, other) = (town.certify(MANAGER), town.certify(HELPER));
    let request = tasuki_pki::KeyRequest::new(&user(MANAGER)).unwrap();
    let certificate = || file("certificate.pem", &one.certificate_pem);
    let key = || file("key.pem", &*one.key_pem);
    for (files, code) in [
        (vec![], "credential.no-certificate"),
        (vec![key()], "credential.no-certificate"),
        (vec![certificate()], "credential.no-key"),
        (vec![certificate(), key(), key()], "credential.several-keys"),
        (
            vec![certificate(), file("key.pem", &*other.key_pem)],
            "credential.other-key",
        ),
        (
            vec![file("office.csr", &request.request_pem)],
            "credential.request",
        ),
        (vec![file("letter.pdf", "%PDF-")], "credential.unknown-file"),
        (vec![file("office.p12", [0x30, 0])], "credential.unreadable"),
    ] {
        assert_eq!(refused(read(&files)), code);
    }
    // In DER, too.
    read(&vec![file("office.cer", &one.certificate_der), key()]).unwrap();
}

#[test]
fn a_wrong_password_is_told_for_what_it_was() {
    let town = Town::new();
    let wrong = |files: &Files| {
        let ask = |_| Ok(SecretString::from("donkey"));
        refused(Credential::read(files, &ask))
    };
    assert_eq!(wrong(&p12(&town, MANAGER)), "credential.password");
    let dir = tempfile::tempdir().unwrap();
    let horse = SecretString::from("horse");
    let made = request_certificate(&user(MANAGER), dir.path(), &horse, &SystemEntropy).unwrap();
    let sealed = vec![file("office.key", fs_err::read(made.key).unwrap())];
    assert_eq!(wrong(&sealed), "credential.passphrase");
    let nobody = |_| Err(NoPassword::NobodyToAsk);
    assert_eq!(
        refused(Credential::read(&sealed, &nobody)),
        "credential.no-password"
    );
}
