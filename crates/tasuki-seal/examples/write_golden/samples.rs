//! The messages: made-up records that follow no layout, for this crate knows none.

use anyhow::Result;
use tasuki_seal::{
    Bulk, CheckStatement, Container, Draft, Entry, SealedMessage, SystemEntropy, Verdict, seal,
};
use tasuki_terms::{Entropy, FileKind, MediaType, MessageId, SendingUnit, SpecVersion, Timestamp};

use crate::people::{OFFICE_A, OFFICE_B, OFFICE_RSA, People};

/// When all is sealed.
pub(crate) fn now() -> Result<Timestamp> {
    Ok("2025-04-01T03:00:00.123456Z".parse()?)
}

/// A use table for office-b, which an office with an RSA key can open, too.
pub(crate) fn message(people: &People) -> Result<SealedMessage> {
    let receivers = [
        people.office_b.certificate().clone(),
        people.office_rsa.certificate().clone(),
    ];
    Ok(seal(
        draft()?,
        &tables(),
        &people.office_a,
        &receivers,
        &SystemEntropy,
        now()?,
    )?)
}

/// An attachment, signed with RSA, in a batch, replacing the other message.
pub(crate) fn message_from_rsa(people: &People) -> Result<SealedMessage> {
    let id = |fill: u8| -> Result<MessageId> { Ok(MessageId::new(now()?, &Same(fill))) };
    let draft = Draft {
        id: id(8)?,
        sender: OFFICE_RSA.parse()?,
        sender_service: None,
        receiver_service: None,
        unit: SendingUnit::Attachments,
        kinds: Vec::new(),
        spec: None,
        service_month: None,
        sequence: None,
        replaces: Some(id(7)?),
        bulk: Some(Bulk {
            id: id(9)?,
            index: 2,
            count: 2,
        }),
        check: CheckStatement {
            checker: "検査 \"1\"\\2".into(),
            verdict: Verdict::NotChecked,
            errors: 0,
            warnings: 0,
        },
        ..draft()?
    };
    Ok(seal(
        draft,
        &photo(),
        &people.office_rsa,
        &[people.office_b.certificate().clone()],
        &SystemEntropy,
        now()?,
    )?)
}

/// What the sender of the first message says.
pub(crate) fn draft() -> Result<Draft> {
    Ok(Draft {
        id: MessageId::new(now()?, &Same(7)),
        sender: OFFICE_A.parse()?,
        sender_service: Some("43".parse()?),
        receiver: OFFICE_B.parse()?,
        receiver_service: Some("11".parse()?),
        unit: SendingUnit::UseTable,
        kinds: vec![
            FileKind::UserSupplement,
            FileKind::UsePlan,
            FileKind::UseAnnex,
        ],
        spec: Some(SpecVersion::V4_1),
        service_month: Some("202504".parse()?),
        sequence: Some("20250401120000".parse()?),
        replaces: None,
        bulk: None,
        check: CheckStatement {
            checker: "tasuki-standard 0.1.0".into(),
            verdict: Verdict::Passed,
            errors: 0,
            warnings: 0,
        },
    })
}

/// Three tables, an attachment and a text: large enough to be worth compressing.
pub(crate) fn tables() -> Container {
    let table = |kind: &str, lines: u32| Entry {
        name: format!("{kind}_202504_{OFFICE_A}_43_{OFFICE_B}_11_20250401120000.CSV"),
        media: MediaType::Csv,
        bytes: (1..=lines)
            .flat_map(|line| format!("\"202407\",\"{line:04}\",\"202504\",\"43\"\r\n").into_bytes())
            .collect(),
    };
    Container {
        entries: vec![
            table("UPHOSOKU", 2),
            table("UPPLAN", 50),
            table("UPSIKYU", 4),
            Entry {
                name: "連絡票.txt".into(),
                media: MediaType::Text,
                bytes: "4月分の予定です。\r\n".into(),
            },
        ],
        text: Some("よろしくお願いします。".into()),
    }
}

/// What looks like an image to the container: not worth compressing.
pub(crate) fn photo() -> Container {
    Container {
        entries: vec![Entry {
            name: "写真.jpg".into(),
            media: MediaType::Jpeg,
            bytes: (0..=u8::MAX).collect(),
        }],
        text: None,
    }
}

/// No chance: the same every time.
struct Same(u8);

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}
