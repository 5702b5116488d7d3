//! `tasuki outbox`: 送信一覧.

use std::path::Path;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::Side;
use tasuki_seal::{Manifest, Receipt};
use tasuki_terms::MessageId;
use tasuki_wire::MessageSummary;

use super::lists::{Filter, List, table};
use crate::cli::{HELP, message_id};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{self, fields};
use crate::{Args, Exit, Format};

/// 送信一覧と、送信先のダウンロード状況を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki outbox [オプション] [メッセージ番号]",
    after_help = "\
番号を指定すると、その1件の詳しい状況を表示し、受領証を台帳に保存します。

例: tasuki outbox --month 202504 --state 未受信"
)]
pub(crate) struct Typed {
    /// 詳しく表示するメッセージの番号
    #[arg(value_name = "メッセージ番号", value_parser = message_id, help_heading = "指定")]
    id: Option<MessageId>,

    #[command(flatten)]
    filter: Filter,
}

/// One message in JSON.
#[derive(Serialize)]
struct DetailsJson<'a> {
    summary: &'a MessageSummary,
    receipts: Vec<ReceiptJson>,
}

/// A receipt in JSON.
#[derive(Serialize)]
pub(super) struct ReceiptJson {
    state: &'static str,
    at: String,
    signer: String,
}

impl ReceiptJson {
    pub(super) fn of(receipt: &tasuki_desk::TrustedReceipt) -> Self {
        Self {
            state: receipt.receipt.kind.state().as_str(),
            at: receipt.receipt.at.to_string(),
            signer: receipt.signer.to_string(),
        }
    }
}

/// Lists what was sent, or shows one message.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    if let Some(id) = typed.id {
        let details = desk.details(id).await?;
        match args.format {
            Format::Json => output.json(&DetailsJson {
                summary: &details.summary,
                receipts: details.receipts.iter().map(ReceiptJson::of).collect(),
            })?,
            Format::Text | Format::Sarif | Format::Csv => {
                let folder = desk.ledger().message(Side::Sent, id);
                output.data(&text(
                    &details.summary,
                    &details.manifest,
                    details.receipts.iter().map(|one| &one.receipt),
                    folder.path(),
                ))?;
            }
        }
        return Ok(Exit::Done);
    }
    let list = typed.filter.messages(&desk, List::Outbox).await?;
    match args.format {
        Format::Json => output.json(&list)?,
        Format::Text | Format::Sarif | Format::Csv => {
            output.data(&table(&list.messages, List::Outbox))?;
            if list.next.is_some() {
                output.note("ほかにもあります。すべて表示するには --all を付けてください。");
            }
            let waiting = desk.waiting_messages()?;
            if waiting > 0 {
                output.note(&format!(
                    "送信待ちが{waiting}件あります。tasuki send --resume で送信してください。"
                ));
            }
        }
    }
    Ok(Exit::Done)
}

fn text<'a>(
    one: &MessageSummary,
    manifest: &Manifest,
    receipts: impl Iterator<Item = &'a Receipt>,
    folder: &Path,
) -> String {
    let mut lines = vec![
        ("メッセージ番号", one.id.to_string()),
        ("送信元", format!("{} {}", one.sender, one.sender_name)),
        ("送信先", format!("{} {}", one.receiver, one.receiver_name)),
        (
            "種別",
            show::content(one.unit, usize::try_from(one.files).unwrap_or(usize::MAX)).to_owned(),
        ),
        ("対象年月", show::month(one.service_month)),
        ("連番", show::optional(one.sequence)),
        ("ファイル", show::files(manifest)),
        ("状態", one.state.name().to_owned()),
        ("保存期限", show::moment(one.content_until)),
    ];
    for receipt in receipts {
        lines.push((
            "受領証",
            format!(
                "{} {}",
                show::exact_moment(receipt.at),
                tasuki_desk::receipt_name(receipt.kind)
            ),
        ));
    }
    lines.push(("保存先", show::path(folder)));
    fields(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::lists::samples;
    use tasuki_seal::ReceiptKind;

    #[test]
    fn one_message_is_shown_with_its_receipts() {
        let manifest = samples::manifest();
        let receipts = samples::receipts(&manifest, &[ReceiptKind::Accepted, ReceiptKind::Fetched]);
        let summary = samples::messages().remove(0);
        let folder = Path::new("/home/office/ledger/sent/0195d2e3");
        insta::assert_snapshot!(text(&summary, &manifest, receipts.iter(), folder));
    }

    #[test]
    fn one_message_in_json() {
        let messages = samples::messages();
        insta::assert_json_snapshot!(DetailsJson {
            summary: &messages[0],
            receipts: vec![ReceiptJson {
                state: "accepted",
                at: "2025-03-25T01:20:00Z".to_owned(),
                signer: "urn:tasuki:platform".to_owned(),
            }],
        });
    }
}
