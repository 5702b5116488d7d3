use std::collections::BTreeSet;
use std::error::Error as _;

use tasuki_pki::{CannotReadP12, CertificateRefusal, Holder, InvalidAnchors};
use tasuki_seal::{
    ChainError, DecryptError, ReceiptKind, read_manifest, read_receipt, split_envelope,
};
use tasuki_wire::Code;

use super::*;
use crate::test_office::{HELPER, MANAGER, Town, assert_told, message_id, number, sealed, user};
use crate::{KeyringError, NoPassword, ProxyFault};

/// An error of the HTTP client that needs no network.
fn of_the_client() -> reqwest::Error {
    reqwest::Client::builder()
        .user_agent("a\nb")
        .build()
        .unwrap_err()
}

async fn broken_off() -> tokio::task::JoinError {
    let task = tokio::spawn(std::future::pending::<()>());
    task.abort();
    task.await.unwrap_err()
}

fn proxy(fault: ProxyFault) -> PlatformError {
    PlatformError::Proxy {
        fault,
        source: of_the_client(),
    }
}

fn of_a_file(kind: io::ErrorKind) -> DeskError {
    DeskError::File(io::Error::from(kind))
}

fn of_the_platform() -> Vec<PlatformError> {
    let json = serde_json::from_str::<u8>("x").unwrap_err();
    vec![
        PlatformError::Unreachable {
            at: Some("exchange.example.jp:8443".to_owned()),
            source: of_the_client(),
        },
        PlatformError::Lost(of_the_client()),
        PlatformError::Silent { seconds: 30 },
        proxy(ProxyFault::Unreachable),
        proxy(ProxyFault::Password),
        proxy(ProxyFault::Refused),
        PlatformError::Untrusted(of_the_client()),
        PlatformError::OtherName(of_the_client()),
        PlatformError::CertificateRefused(of_the_client()),
        PlatformError::Unexplained { status: 302 },
        PlatformError::Answer(json),
        PlatformError::Incomplete { what: "a receipt" },
        PlatformError::Password(NoPassword::File(io::ErrorKind::NotFound.into())),
        PlatformError::Password(NoPassword::Exposed),
        PlatformError::Password(NoPassword::Empty),
        PlatformError::Password(NoPassword::NobodyToAsk),
        PlatformError::Password(NoPassword::AskedBefore),
    ]
}

fn of_proofs() -> Vec<ProofError> {
    let signer = Holder::Office {
        office: number(MANAGER),
        user: user(MANAGER),
    };
    vec![
        ProofError::Manifest(read_manifest(b"x").unwrap_err()),
        ProofError::Receipt(read_receipt(b"x").unwrap_err()),
        ProofError::Certificate(CertificateRefusal::Expired),
        ProofError::OtherSigner { signer },
        ProofError::OtherSigner {
            signer: Holder::Platform,
        },
        ProofError::OtherMessage {
            message: message_id(),
        },
        ProofError::OtherKind {
            expected: ReceiptKind::Accepted,
            found: ReceiptKind::Expired,
        },
        ProofError::Chain(ChainError::Empty),
        ProofError::OtherContent,
    ]
}

/// An envelope that was sealed for somebody else, and one that is none.
fn of_opening() -> Vec<OpenError> {
    let limits = tasuki_seal::Limits {
        max_entries: 7,
        max_bytes: 1_000_000,
    };
    let town = Town::new();
    let message = sealed(&town.office(MANAGER), &town.office(HELPER));
    let stranger = town.office("1370000009");
    vec![
        tasuki_seal::open(&message.envelope, &stranger, limits).unwrap_err(),
        tasuki_seal::open(b"x", &stranger, limits).unwrap_err(),
    ]
}

fn of_credentials() -> Vec<CredentialError> {
    let path = || "KJ137000000101.p12".into();
    let authority = |source| CredentialError::Authority {
        path: "root.cer".into(),
        source,
    };
    let p12 = |source| CredentialError::P12 {
        path: path(),
        source,
    };
    vec![
        CredentialError::Exists { path: path() },
        CredentialError::Make(tasuki_pki::IssueError::NoHost),
        CredentialError::Seal(tasuki_pki::CannotSeal),
        CredentialError::File(io::ErrorKind::NotFound.into()),
        CredentialError::Unknown { path: path() },
        CredentialError::Request { path: path() },
        CredentialError::P12Password { path: path() },
        p12(CannotReadP12::TooLarge),
        p12(CannotReadP12::NoKey),
        p12(CannotReadP12::NoPair),
        p12(CannotReadP12::SeveralPairs),
        CredentialError::Passphrase { path: path() },
        CredentialError::Password(NoPassword::File(io::ErrorKind::NotFound.into())),
        CredentialError::Password(NoPassword::Exposed),
        CredentialError::Password(NoPassword::Empty),
        CredentialError::Password(NoPassword::NobodyToAsk),
        CredentialError::NoCertificate,
        CredentialError::NoKey,
        CredentialError::SeveralKeys,
        CredentialError::OtherKey,
        CredentialError::Certificate(CertificateRefusal::Expired),
        CredentialError::NotOffice,
        CredentialError::NoPlatform,
        CredentialError::NoRoot,
        authority(InvalidAnchors::NoRoot),
        authority(InvalidAnchors::Text),
        CredentialError::Unconfirmed {
            thumbprint: "00".to_owned(),
        },
        CredentialError::OtherThumbprint {
            thumbprint: "00".to_owned(),
        },
    ]
}

fn of_keyrings() -> Vec<KeyringError> {
    let path = || "keyring.json".into();
    vec![
        KeyringError::Missing { path: path() },
        KeyringError::WrongPassword,
        KeyringError::Password(NoPassword::File(io::ErrorKind::NotFound.into())),
        KeyringError::Password(NoPassword::Exposed),
        KeyringError::Password(NoPassword::NobodyToAsk),
        KeyringError::Damaged { path: path() },
        KeyringError::Value {
            place: "drafts/1/text".to_owned(),
        },
        KeyringError::Seal,
        KeyringError::File(io::ErrorKind::NotFound.into()),
    ]
}

fn setting(name: &'static str) -> ProfileError {
    ProfileError::Setting {
        path: "profile.toml".into(),
        name,
        found: "C000000000001".to_owned(),
    }
}

async fn one_of_each() -> Vec<DeskError> {
    let id = message_id();
    let missing = ProfileError::Missing {
        dir: "profile".into(),
    };
    let mut errors = vec![
        DeskError::Profile(missing),
        DeskError::Profile(ProfileError::Settings {
            path: "profile.toml".into(),
            line: Some(2),
            source: Box::new(toml::from_str::<u8>("x").unwrap_err()),
        }),
        DeskError::Profile(setting("office")),
        DeskError::Profile(setting("user")),
        DeskError::fault(Fault::NoReceiver),
        DeskError::Manifest {
            path: "ledger".to_owned(),
            source: ProofError::Manifest(read_manifest(b"x").unwrap_err()),
        },
        DeskError::Waiting { id },
        DeskError::SentBefore {
            id,
            receiver: number(HELPER),
            at: crate::test_office::now(),
        },
        DeskError::Seal(SealError::ReceiverKey { place: 1 }),
        DeskError::UnsafeFile { id, place: 1 },
        DeskError::CertificateChanged { id },
        DeskError::NotAddressed { id },
        DeskError::NoCopy { id },
        DeskError::NoJob,
        DeskError::Book(BookError::Database {
            statement: "open",
            source: rusqlite::Error::InvalidQuery,
        }),
        DeskError::Book(BookError::SchemaVersion {
            found: 9,
            needed: 1,
        }),
        DeskError::Book(BookError::Inconsistent {
            place: "draft/1/sealed".to_owned(),
        }),
        of_a_file(io::ErrorKind::NotFound),
        of_a_file(io::ErrorKind::PermissionDenied),
        of_a_file(io::ErrorKind::StorageFull),
        of_a_file(io::ErrorKind::IsADirectory),
        of_a_file(io::ErrorKind::Other),
        DeskError::NothingToVerify {
            path: "ledger".to_owned(),
        },
        DeskError::BrokenOff(broken_off().await),
        DeskError::Client(of_the_client()),
    ];
    let keyring = |error: KeyringError| DeskError::Profile(error.into());
    errors.extend(of_keyrings().into_iter().map(keyring));
    errors.extend(of_credentials().into_iter().map(DeskError::Credential));
    let problems = Code::ALL.map(|code| PlatformError::Refused(Box::new(code.problem("1"))));
    errors.extend(problems.into_iter().map(DeskError::Platform));
    errors.extend(of_the_platform().into_iter().map(DeskError::Platform));
    let proof = |source| DeskError::Proof { id, source };
    errors.extend(of_proofs().into_iter().map(proof));
    let open = |source| DeskError::Open { id, source };
    errors.extend(of_opening().into_iter().map(open));
    errors
}

/// The variant's name. A new variant does not compile here before it has one, and fails below
/// before it is among `one_of_each`.
const fn variant(error: &DeskError) -> &'static str {
    match error {
        DeskError::Profile(_) => "Profile",
        DeskError::Credential(_) => "Credential",
        DeskError::Platform(_) => "Platform",
        DeskError::Draft { .. } => "Draft",
        DeskError::Proof { .. } => "Proof",
        DeskError::Manifest { .. } => "Manifest",
        DeskError::Waiting { .. } => "Waiting",
        DeskError::SentBefore { .. } => "SentBefore",
        DeskError::Seal(_) => "Seal",
        DeskError::Open { .. } => "Open",
        DeskError::UnsafeFile { .. } => "UnsafeFile",
        DeskError::CertificateChanged { .. } => "CertificateChanged",
        DeskError::NotAddressed { .. } => "NotAddressed",
        DeskError::NoCopy { .. } => "NoCopy",
        DeskError::NoJob => "NoJob",
        DeskError::Book(_) => "Book",
        DeskError::File(_) => "File",
        DeskError::NothingToVerify { .. } => "NothingToVerify",
        DeskError::BrokenOff(_) => "BrokenOff",
        DeskError::Client(_) => "Client",
    }
}

const VARIANTS: usize = 20;

#[tokio::test]
async fn every_error_says_what_happened_and_what_to_do() {
    let errors = one_of_each().await;
    let variants: BTreeSet<&str> = errors.iter().map(variant).collect();
    assert_eq!(variants.len(), VARIANTS, "{variants:?}");
    for error in &errors {
        assert_told(error.code(), &error.what(), &error.hint());
        // Displays are fragments that leave their source to the chain.
        let shown = error.to_string();
        assert!(!shown.ends_with('.'), "{shown}");
        if let Some(source) = error.source() {
            assert!(!shown.contains(&format!(": {source}")), "{shown}");
        }
    }
}

#[tokio::test]
async fn codes_lead_to_the_right_end() {
    let mut told: Vec<String> = one_of_each()
        .await
        .iter()
        .map(|error| format!("{:?} {}", error.outcome(), error.code()))
        .collect();
    told.sort();
    told.dedup();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_message_for_another_certificate_is_told_apart() {
    let mut errors = of_opening().into_iter();
    let first = errors.next();
    assert!(
        matches!(first, Some(OpenError::Decrypt(DecryptError::NotForUs))),
        "{first:?}"
    );
    assert!(split_envelope(b"x").is_err());
}

#[test]
fn a_place_that_is_not_there_is_told_in_japanese() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nothere/x");
    let error = DeskError::from(fs_err::create_dir(&path).unwrap_err());
    let what = error.what();
    let told = format!(
        "ファイルまたはフォルダーが見つかりません（{}）。",
        path.display()
    );
    assert_eq!(what, told);
}
