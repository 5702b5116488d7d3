//! A message for tests.

use tasuki_terms::{Entropy, FileKind, MediaType, MessageId, SendingUnit, SpecVersion, Timestamp};

use crate::{
    CheckStatement, Container, Draft, Entry, FileFacts, Manifest, Receipt, ReceiptKind, Verdict,
    sha256,
};

pub(crate) fn now() -> Timestamp {
    "2025-04-01T03:00:00Z".parse().unwrap()
}

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

pub(crate) fn draft() -> Draft {
    Draft {
        id: MessageId::new(now(), &Zeros),
        sender: "1370000001".parse().unwrap(),
        sender_service: Some("43".parse().unwrap()),
        receiver: "1370000002".parse().unwrap(),
        receiver_service: Some("11".parse().unwrap()),
        unit: SendingUnit::UseTable,
        kinds: vec![FileKind::UsePlan, FileKind::UseAnnex],
        spec: Some(SpecVersion::V4_1),
        service_month: Some("202504".parse().unwrap()),
        sequence: Some("20250401120000".parse().unwrap()),
        replaces: None,
        bulk: None,
        check: CheckStatement {
            checker: "tasuki-standard 0.1.0".into(),
            verdict: Verdict::Passed,
            errors: 0,
            warnings: 0,
        },
    }
}

pub(crate) fn container() -> Container {
    Container {
        entries: vec![
            Entry {
                name: "UPPLAN_202407_202504_1370000001_1370000002_43_20250401120000.csv".into(),
                media: MediaType::Csv,
                bytes: "\"202407\",\"1\"\r\n".repeat(20).into(),
            },
            Entry {
                name: "写真.jpg".into(),
                media: MediaType::Jpeg,
                bytes: (0..=u8::MAX).collect(),
            },
        ],
        text: Some("よろしくお願いします。".into()),
    }
}

pub(crate) fn manifest() -> Manifest {
    let draft = draft();
    Manifest {
        version: Manifest::VERSION,
        id: draft.id,
        sender: draft.sender,
        sender_service: draft.sender_service,
        receiver: draft.receiver,
        receiver_service: draft.receiver_service,
        unit: draft.unit,
        kinds: draft.kinds,
        spec: draft.spec,
        service_month: draft.service_month,
        sequence: draft.sequence,
        created_at: now(),
        files: vec![FileFacts {
            media: MediaType::Csv,
            size: 1234,
        }],
        message_text: true,
        sealed_size: 4321,
        sealed_digest: sha256(b"sealed"),
        replaces: None,
        bulk: Some(crate::Bulk {
            id: draft.id,
            index: 2,
            count: 3,
        }),
        check: draft.check,
    }
}

/// A receipt of the given time of the day behind `previous`.
pub(crate) fn receipt(
    manifest: &Manifest,
    kind: ReceiptKind,
    at: &str,
    previous: Option<&Receipt>,
) -> Receipt {
    Receipt {
        version: Receipt::VERSION,
        kind,
        message: manifest.id,
        digest: manifest.digest(),
        sender: manifest.sender,
        receiver: manifest.receiver,
        at: format!("2025-04-01T{at}Z").parse().unwrap(),
        previous: previous.map(Receipt::digest),
    }
}
