//! What 受信一覧 and 送信一覧 have in common.

use clap::Args;
use tasuki_desk::{Desk, DeskError, Pages, Query};
use tasuki_terms::{FileKind, MessageState, OfficeNumber, ServiceMonth};
use tasuki_wire::{MessageList, MessageSummary};

use crate::cli::{kind, month, office, page_size, state};
use crate::show::{self, Table};

/// Which messages are shown.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Filter {
    /// 状態で絞り込みます（未受信、受信済、取消済 など）
    #[arg(long, value_name = "状態", value_parser = state)]
    state: Option<MessageState>,

    /// 相手の事業所で絞り込みます
    #[arg(long, value_name = "事業所番号", value_parser = office)]
    partner: Option<OfficeNumber>,

    /// 対象年月で絞り込みます（例 202504）
    #[arg(long, value_name = "年月", value_parser = month)]
    month: Option<ServiceMonth>,

    /// 種別で絞り込みます（計画書、予定、実績 など）
    #[arg(long, value_name = "種別", value_parser = kind)]
    kind: Option<FileKind>,

    /// 表示する件数（1～200、指定がなければ50）
    #[arg(long, value_name = "件数", value_parser = page_size, conflicts_with = "all")]
    limit: Option<u32>,

    /// すべて表示します
    #[arg(long)]
    all: bool,
}

/// How many messages are shown where nobody says.
const USUAL_LIMIT: u32 = 50;

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum List {
    Inbox,
    Outbox,
}

impl Filter {
    /// Brings the messages.
    pub(crate) async fn messages(&self, desk: &Desk, list: List) -> Result<MessageList, DeskError> {
        let query = self.query();
        if self.all {
            let pages: Pages<'_> = match list {
                List::Inbox => desk.inbox_pages(query),
                List::Outbox => desk.outbox_pages(query),
            };
            return Ok(MessageList {
                messages: pages.all().await?,
                next: None,
            });
        }
        match list {
            List::Inbox => desk.inbox(&query).await,
            List::Outbox => desk.outbox(&query).await,
        }
    }

    fn query(&self) -> Query {
        Query {
            state: self.state,
            partner: self.partner,
            kind: self.kind,
            month: self.month,
            limit: if self.all {
                None
            } else {
                Some(self.limit.unwrap_or(USUAL_LIMIT))
            },
            cursor: None,
        }
    }
}

/// The list as a table.
pub(crate) fn table(messages: &[MessageSummary], list: List) -> String {
    if messages.is_empty() {
        return "該当するメッセージはありません。".to_owned();
    }
    let (time, partner) = match list {
        List::Inbox => ("受付日時", "送信元"),
        List::Outbox => ("送信日時", "送信先"),
    };
    let mut table = Table::new(&[
        time,
        partner,
        "事業所名",
        "種別",
        "対象年月",
        "ファイル",
        "大きさ",
        "状態",
        "メッセージ番号",
    ]);
    for one in messages {
        let (number, name) = match list {
            List::Inbox => (one.sender, &one.sender_name),
            List::Outbox => (one.receiver, &one.receiver_name),
        };
        table.row([
            show::moment(one.accepted_at),
            number.to_string(),
            name.clone(),
            match one.files {
                0 => show::content(one.unit, 0),
                _ => show::unit(one.unit),
            }
            .to_owned(),
            show::month(one.service_month),
            format!("{}個", one.files),
            show::size(one.bytes),
            state_of(one),
            one.id.to_string(),
        ]);
    }
    table.text()
}

/// The state, and since when a partner has the message.
fn state_of(one: &MessageSummary) -> String {
    match one.state {
        MessageState::Accepted => one.state.name().to_owned(),
        _ => format!("{}（{}）", one.state.name(), show::moment(one.state_at)),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use tasuki_seal::{CheckStatement, FileFacts, Manifest, Receipt, ReceiptKind, Verdict, sha256};
    use tasuki_terms::{MediaType, SendingUnit, SpecVersion, Timestamp};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// What the sender of the first message signed.
    pub(crate) fn manifest() -> Manifest {
        let one = messages().remove(0);
        Manifest {
            version: Manifest::VERSION,
            id: one.id,
            sender: one.sender,
            sender_service: one.sender_service,
            receiver: one.receiver,
            receiver_service: one.receiver_service,
            unit: one.unit,
            kinds: one.kinds,
            spec: Some(SpecVersion::V4_1),
            service_month: one.service_month,
            sequence: one.sequence,
            created_at: one.created_at,
            files: vec![
                FileFacts {
                    media: MediaType::Csv,
                    size: 16_071,
                };
                3
            ],
            message_text: true,
            sealed_size: 14_100,
            sealed_digest: sha256(b"sealed"),
            replaces: None,
            bulk: None,
            check: CheckStatement {
                checker: "tasuki-standard 0.1.0".to_owned(),
                verdict: Verdict::Passed,
                errors: 0,
                warnings: 0,
            },
        }
    }

    /// Receipts of its steps.
    pub(crate) fn receipts(manifest: &Manifest, kinds: &[ReceiptKind]) -> Vec<Receipt> {
        let receipt = |(kind, minute): (&ReceiptKind, u8)| Receipt {
            version: Receipt::VERSION,
            kind: *kind,
            message: manifest.id,
            digest: manifest.digest(),
            sender: manifest.sender,
            receiver: manifest.receiver,
            at: at(&format!("2025-03-25T01:{minute}:00Z")),
            previous: None,
        };
        kinds.iter().zip(20..).map(receipt).collect()
    }

    /// Messages of several states.
    pub(crate) fn messages() -> Vec<MessageSummary> {
        let one = MessageSummary {
            id: "0195d2e3-dc00-7000-8000-000000000001".parse().unwrap(),
            sender: "1370000001".parse().unwrap(),
            sender_name: "ひまわり居宅介護支援事業所".to_owned(),
            sender_service: "43".parse().ok(),
            receiver: "1370000002".parse().unwrap(),
            receiver_name: "あおぞら訪問介護".to_owned(),
            receiver_service: "11".parse().ok(),
            unit: SendingUnit::UseTable,
            kinds: vec![
                FileKind::UserSupplement,
                FileKind::UsePlan,
                FileKind::UseAnnex,
            ],
            service_month: "202504".parse().ok(),
            sequence: "20250325102000".parse().ok(),
            files: 3,
            bytes: 48_213,
            envelope_bytes: 14_100,
            created_at: at("2025-03-25T01:19:58Z"),
            accepted_at: at("2025-03-25T01:20:00Z"),
            state: MessageState::Accepted,
            state_at: at("2025-03-25T01:20:00Z"),
            content_until: at("2025-06-25T01:20:00Z"),
            replaces: None,
        };
        let attachments = MessageSummary {
            id: "0195d2e3-dc00-7000-8000-000000000002".parse().unwrap(),
            receiver: "13A0000003".parse().unwrap(),
            receiver_name: "社会福祉法人みどりの里 デイサービスセンターけやきの木かげ".to_owned(),
            unit: SendingUnit::Attachments,
            kinds: Vec::new(),
            service_month: None,
            sequence: None,
            files: 1,
            bytes: 1_500_000,
            state: MessageState::Opened,
            state_at: at("2025-03-25T03:05:00Z"),
            ..one.clone()
        };
        let withdrawn = MessageSummary {
            id: "0195d2e3-dc00-7000-8000-000000000003".parse().unwrap(),
            unit: SendingUnit::Actual,
            kinds: vec![FileKind::UseActual],
            files: 1,
            bytes: 900,
            state: MessageState::Withdrawn,
            state_at: at("2025-03-25T02:00:00Z"),
            ..one.clone()
        };
        vec![one, attachments, withdrawn]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_show_the_other_side() {
        let messages = samples::messages();
        insta::assert_snapshot!("inbox", table(&messages, List::Inbox));
        insta::assert_snapshot!("outbox", table(&messages, List::Outbox));
        insta::assert_snapshot!(table(&[], List::Inbox), @"該当するメッセージはありません。");
    }

    #[test]
    fn a_list_in_json() {
        insta::assert_json_snapshot!(MessageList {
            messages: samples::messages(),
            next: Some("MDE5NWQyZTM".to_owned()),
        });
    }

    #[test]
    fn fifty_are_shown_unless_more_are_wanted() {
        let all = Filter {
            all: true,
            ..Filter::default()
        };
        assert_eq!(Filter::default().query().limit, Some(USUAL_LIMIT));
        assert_eq!(all.query().limit, None);
    }
}
