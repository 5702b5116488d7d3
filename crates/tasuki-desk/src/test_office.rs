//! Two invented offices, their authority and their platform, for tests.

use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, ToSpan as _};
use secrecy::SecretString;
use tasuki_exchange::Limits;
use tasuki_pki::{Anchors, Authority, CaName, Cost, Issued, Profile, Root, three_years_from};
use tasuki_seal::{
    Identity, Manifest, Receipt, ReceiptKind, SealedMessage, SystemEntropy, issue, seal, sha256,
    split_envelope,
};
use tasuki_standard::generate::{Office, Parties, Plan, Stamp};
use tasuki_terms::{
    CertificateClass, FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Timestamp,
    UserId,
};
use tasuki_wire::{MessageDetail, MessageSummary, ReceiptEntry};

use crate::{CheckedDraft, Draft, DraftFile, ListedMessage, Lock, NewProfile};

pub(crate) const MANAGER: &str = "1370000001";
pub(crate) const HELPER: &str = "1370000002";

pub(crate) fn number(text: &str) -> OfficeNumber {
    text.parse().unwrap()
}

/// The user of an office.
pub(crate) fn user(office: &str) -> UserId {
    format!("KJ{office}01").parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2025-03-25T01:20:00Z".parse().unwrap()
}

pub(crate) fn message_id() -> MessageId {
    MessageId::new(now(), &SystemEntropy)
}

/// The password of every keyring here.
pub(crate) fn unlock_password() -> &'static SecretString {
    static PASSWORD: LazyLock<SecretString> = LazyLock::new(|| SecretString::from("client horse"));
    &PASSWORD
}

/// How every keyring here is locked: cheaply.
pub(crate) fn lock() -> Lock<'static> {
    Lock {
        cost: Cost::LEAST,
        ..Lock::new(unlock_password())
    }
}

/// Whether an error tells people what happened and what to do, under a stable code.
pub(crate) fn assert_told(code: &str, what: &str, hint: &str) {
    let is_code = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '-');
    assert!(code.contains('.') && code.chars().all(is_code), "{code}");
    for text in [what, hint] {
        let japanese = text.chars().any(|c| matches!(c, 'ぁ'..='ん'));
        assert!(japanese && text.ends_with('。'), "{code}: {text}");
    }
}

/// An authority and whom it certifies.
pub(crate) struct Town {
    pub(crate) authority: Authority,
}

impl Town {
    pub(crate) fn new() -> Self {
        let begin = now() - SignedDuration::from_hours(24);
        let until = begin + SignedDuration::from_hours(24 * 365 * 10);
        let name = |common: &str| CaName {
            organization: "テスト運営者".to_owned(),
            common: common.to_owned(),
        };
        let root = Root::create(&name("テストルート"), begin, until, [1; 16]).unwrap();
        let authority = root.authorize(&name("テスト認証局"), begin, until, [2; 16], None);
        Self {
            authority: authority.unwrap(),
        }
    }

    pub(crate) fn anchors(&self) -> Anchors {
        Anchors::from_pem(&self.authority.bundle_pem()).unwrap()
    }

    /// A certificate of the office, valid for three years from `now()` on.
    pub(crate) fn certify(&self, office: &str) -> Issued {
        self.issued(&Profile::Office {
            office: number(office),
            user: user(office),
            office_name: "ひまわり事業所".to_owned(),
            class: CertificateClass::CareInsurance,
        })
    }

    pub(crate) fn office(&self, office: &str) -> Identity {
        identity(&self.certify(office))
    }

    pub(crate) fn platform(&self) -> Identity {
        identity(&self.issued(&Profile::Platform))
    }

    /// The profile of who holds a certificate, for the platform at the address `platform`.
    pub(crate) fn profile(&self, dir: &Path, platform: &str, issued: &Issued) -> crate::Profile {
        let new = NewProfile {
            platform,
            office: number(MANAGER),
            user: user(MANAGER),
            certificate_pem: &issued.certificate_pem,
            key_pem: &issued.key_pem,
            authority_pem: &self.authority.bundle_pem(),
            password: None,
            unlock: None,
        };
        crate::Profile::create(dir, &new, &lock()).unwrap()
    }

    /// A certificate for a TLS server, valid from `begin` on.
    pub(crate) fn certify_server(&self, host: &str, begin: Timestamp) -> Issued {
        let hosts = vec![host.to_owned()];
        self.issued_at(&Profile::Server { hosts }, begin)
    }

    fn issued(&self, profile: &Profile) -> Issued {
        self.issued_at(profile, now())
    }

    fn issued_at(&self, profile: &Profile, begin: Timestamp) -> Issued {
        let mut serial = [0; 16];
        tasuki_terms::Entropy::fill(&SystemEntropy, &mut serial);
        let end = three_years_from(begin).unwrap();
        self.authority.issue(profile, begin, end, serial).unwrap()
    }
}

pub(crate) fn identity(issued: &Issued) -> Identity {
    Identity::from_der(&issued.certificate_der, &issued.key_pkcs8_der).unwrap()
}

/// A valid set of CSV files (予定) from the manager's office to the helper's.
pub(crate) fn month() -> Vec<DraftFile> {
    set().files(&stamp()).map(files).unwrap()
}

/// A valid set of CSV files (実績) from the helper's office to the manager's.
pub(crate) fn actual() -> Vec<DraftFile> {
    set().actual(1).files(&stamp()).map(files).unwrap()
}

fn files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<DraftFile> {
    let file = |(name, bytes)| DraftFile { name, bytes };
    files.into_iter().map(file).collect()
}

fn set() -> Plan {
    let office = |text: &str, service: &str, name: &str| Office {
        number: number(text),
        service: service.parse().unwrap(),
        name: name.to_owned(),
    };
    let parties = Parties {
        manager: office(MANAGER, "43", "ひまわり居宅介護支援事業所"),
        service: office(HELPER, "11", "あおぞら訪問介護"),
        others: Vec::new(),
    };
    Plan::generate(7, &parties, "202504".parse().unwrap(), 2).unwrap()
}

fn stamp() -> Stamp {
    Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    }
}

pub(crate) fn checked() -> CheckedDraft {
    let draft = Draft {
        files: month(),
        text: Some("よろしくお願いします。".to_owned()),
        ..Draft::default()
    };
    draft.check(number(MANAGER), &Limits::default()).unwrap()
}

/// A month, sealed by the manager's office `sender` for the helper's office `receiver`.
pub(crate) fn sealed(sender: &Identity, receiver: &Identity) -> SealedMessage {
    let checked = checked();
    seal(
        checked.to_seal(message_id(), number(MANAGER), None),
        &checked.container,
        sender,
        &[receiver.certificate().clone()],
        &SystemEntropy,
        now(),
    )
    .unwrap()
}

/// Signed receipts that name each other, one minute after the other, with who signs each.
pub(crate) fn receipts(manifest: &Manifest, steps: &[(ReceiptKind, &Identity)]) -> Vec<Vec<u8>> {
    let mut last: Option<Receipt> = None;
    let mut signed = Vec::new();
    for (minutes, (kind, by)) in (1_i64..).zip(steps) {
        let receipt = Receipt {
            version: Receipt::VERSION,
            kind: *kind,
            message: manifest.id,
            digest: manifest.digest(),
            sender: manifest.sender,
            receiver: manifest.receiver,
            at: now() + minutes.minutes(),
            previous: last.as_ref().map(Receipt::digest),
        };
        signed.push(issue(&receipt, by).unwrap());
        last = Some(receipt);
    }
    signed
}

/// What the platform tells of a message.
pub(crate) fn detail(message: &SealedMessage, receipts: &[Vec<u8>]) -> MessageDetail {
    let manifest = &message.manifest;
    let (manifest_der, _) = split_envelope(&message.envelope).unwrap();
    let state = MessageState::Accepted;
    MessageDetail {
        summary: MessageSummary {
            id: manifest.id,
            sender: manifest.sender,
            sender_name: "ひまわり居宅介護支援事業所".to_owned(),
            sender_service: manifest.sender_service,
            receiver: manifest.receiver,
            receiver_name: "あおぞら訪問介護".to_owned(),
            receiver_service: manifest.receiver_service,
            unit: manifest.unit,
            kinds: manifest.kinds.clone(),
            service_month: manifest.service_month,
            sequence: manifest.sequence,
            files: 3,
            bytes: 1,
            envelope_bytes: 1,
            created_at: manifest.created_at,
            accepted_at: now(),
            state,
            state_at: now(),
            content_until: now(),
            replaces: None,
        },
        manifest: BASE64_STANDARD.encode(manifest_der),
        receipts: receipts
            .iter()
            .map(|der| ReceiptEntry {
                state,
                receipt: BASE64_STANDARD.encode(der),
            })
            .collect(),
    }
}

/// The bytes with one bit changed, at `part` of their length.
pub(crate) fn tampered(bytes: &[u8], part: f64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let before = sha256(&bytes);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place somewhere in the bytes"
    )]
    let at = (bytes.len() as f64 * part) as usize;
    bytes[at] ^= 1;
    assert_ne!(sha256(&bytes), before);
    bytes
}

/// A message as the received list shows it.
pub(crate) fn listed(partner: &str, name: &str) -> ListedMessage {
    ListedMessage {
        id: message_id(),
        partner: number(partner),
        partner_name: name.to_owned(),
        partner_service: Some("11".parse().unwrap()),
        own_service: None,
        unit: SendingUnit::UseTable,
        kinds: vec![FileKind::UsePlan, FileKind::UseAnnex],
        service_month: Some("202504".parse().unwrap()),
        sequence: None,
        files: 3,
        bytes: 4_000,
        created_at: now(),
        accepted_at: now(),
        state: MessageState::Accepted,
        state_at: now(),
        content_until: now() + SignedDuration::from_hours(24),
        replaces: None,
    }
}
