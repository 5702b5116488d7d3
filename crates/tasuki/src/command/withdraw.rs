//! `tasuki withdraw`: 取り消し.

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_terms::MessageId;

use crate::cli::{HELP, message_id};
use crate::failure::Failure;
use crate::output::Output;
use crate::show;
use crate::{Args, Exit, Format};

use super::outbox::ReceiptJson;

/// 送信を取り消します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki withdraw [オプション] <メッセージ番号>",
    after_help = "\
送信先がまだダウンロードしていないものだけを取り消せます。
番号は tasuki outbox でご確認ください。"
)]
pub(crate) struct Typed {
    /// 取り消すメッセージの番号
    #[arg(value_name = "メッセージ番号", value_parser = message_id, help_heading = "指定")]
    id: MessageId,
}

#[derive(Serialize)]
struct WithdrawnJson {
    id: MessageId,
    receipt: ReceiptJson,
}

/// Takes a message back.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    let receipt = desk.withdraw(typed.id).await?;
    match args.format {
        Format::Json => output.json(&WithdrawnJson {
            id: typed.id,
            receipt: ReceiptJson::of(&receipt),
        })?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&format!(
            "送信を取り消しました（{}）。\n  {}",
            show::exact_moment(receipt.receipt.at),
            typed.id
        ))?,
    }
    Ok(Exit::Done)
}
