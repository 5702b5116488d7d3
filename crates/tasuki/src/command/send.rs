//! `tasuki send`: 送信 and 一括送信.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{BulkItem, Desk, DeskError, Draft, DraftFile, Outcome, SentMessage, plan_bulk};
use tasuki_seal::Manifest;
use tasuki_standard::CheckReport;
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use crate::cli::{HELP, message_id, office};
use crate::failure::{ErrorJson, Failure};
use crate::finding_json::FindingJson;
use crate::output::Output;
use crate::show::{self, fields};
use crate::{Args, Exit, Format};

use super::given::refuse_unless_file;
use super::worst;

/// ファイルやメッセージを送信します。
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki send [オプション] <ファイル>…",
    after_help = "\
CSVファイルの送信先はファイル名から決まります。ないときは --to が必要です。
1件で送信できるのは7ファイル、10MBまで、一括送信は50件までです。
例: tasuki send UPHOSOKU_….CSV UPPLAN_….CSV UPSIKYU_….CSV 連絡票.pdf
    tasuki send --bulk 出力フォルダー/*.CSV"
)]
pub(crate) struct Typed {
    /// 送信するファイル（csv、pdf、jpg、jpeg、png、gif、txt）
    #[arg(
        value_name = "ファイル",
        required_unless_present_any = ["message", "resume"],
        help_heading = "指定"
    )]
    files: Vec<PathBuf>,

    /// 一緒に送信するメッセージ
    #[arg(long, value_name = "文", help_heading = "オプション")]
    message: Option<String>,

    /// 送信先の事業所番号
    #[arg(long, value_name = "事業所番号", value_parser = office, help_heading = "オプション")]
    to: Option<OfficeNumber>,

    /// 前に送信したものの訂正として送信します
    #[arg(
        long,
        value_name = "メッセージ番号",
        value_parser = message_id,
        help_heading = "オプション"
    )]
    replaces: Option<MessageId>,

    /// 送信済みのものと同じ内容でも送信します
    #[arg(long, help_heading = "オプション")]
    again: bool,

    /// CSVファイルを送信先ごとに分けて一括送信します
    #[arg(
        long,
        conflicts_with_all = ["message", "to", "replaces"],
        help_heading = "オプション"
    )]
    bulk: bool,

    /// 送信せずに、ファイルの確認だけを行います
    #[arg(long, conflicts_with = "resume", help_heading = "オプション")]
    check: bool,

    /// 送信待ちのメッセージを送信します
    #[arg(
        long,
        conflicts_with_all = ["files", "message", "to", "replaces", "again", "bulk"],
        help_heading = "オプション"
    )]
    resume: bool,
}

/// What became of one message, in JSON.
#[derive(Serialize)]
struct SentJson {
    id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    receiver: Option<OfficeNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorJson>,
}

/// What a check found, in JSON.
#[derive(Serialize)]
struct CheckedJson {
    receiver: OfficeNumber,
    findings: Vec<FindingJson>,
}

/// Sends.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    if typed.resume {
        return resume(args, &desk, output).await;
    }
    let mut files = Vec::with_capacity(typed.files.len());
    for path in &typed.files {
        refuse_unless_file(path)?;
        files.push(DraftFile::read(path)?);
    }
    let drafts = if typed.bulk {
        plan_bulk(files).map_err(|faults| DeskError::Draft { faults })?
    } else {
        vec![Draft {
            files,
            text: typed.message.clone().filter(|text| !text.is_empty()),
            to: typed.to,
            replaces: typed.replaces,
            again: false,
        }]
    };
    let drafts: Vec<Draft> = drafts
        .into_iter()
        .map(|draft| Draft {
            again: typed.again,
            ..draft
        })
        .collect();
    if typed.check {
        return check(args, &desk, drafts, output).await;
    }
    if typed.bulk {
        return bulk(args, &desk, drafts, output).await;
    }
    let mut exit = Exit::Done;
    for draft in drafts {
        output.progress("送信しています…");
        let sent = desk
            .send(draft)
            .await
            .inspect_err(|error| tell_waiting(&desk, error, output))?;
        exit = tell_sent(args.format, &sent, output)?;
    }
    Ok(exit)
}

async fn check(
    args: &Args,
    desk: &Desk,
    drafts: Vec<Draft>,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let mut faults = Vec::new();
    let mut checked = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match desk.check(draft).await {
            Ok(one) => checked.push(one),
            Err(DeskError::Draft { faults: found }) => faults.extend(found),
            Err(other) => return Err(other.into()),
        }
    }
    if !faults.is_empty() {
        return Err(DeskError::Draft { faults }.into());
    }
    for one in checked {
        match args.format {
            Format::Json => output.json(&CheckedJson {
                receiver: one.receiver,
                findings: FindingJson::all(&one.report),
            })?,
            Format::Text | Format::Sarif | Format::Csv => {
                let mut text = format!("{} あてに送信できます。", one.receiver);
                if one.report.warnings > 0 {
                    text.push('\n');
                    text.push_str(&show::findings(&one.report));
                }
                output.data(&text)?;
            }
        }
    }
    Ok(Exit::Done)
}

async fn bulk(
    args: &Args,
    desk: &Desk,
    drafts: Vec<Draft>,
    output: &mut Output,
) -> Result<Exit, Failure> {
    output.progress(&format!("{}件を一括送信しています…", drafts.len()));
    let items = desk.send_bulk(drafts).await?;
    let mut exits = Vec::with_capacity(items.len());
    for item in &items {
        exits.push(tell_item(args.format, item, output)?);
    }
    if args.format == Format::Text {
        let done = items.iter().filter(|item| item.result.is_ok()).count();
        let before = items.iter().filter(|item| is_sent_before(item)).count();
        let before = match before {
            0 => String::new(),
            before => format!(
                "{before}件は送信済みです（もう一度送信する場合は --again を指定してください）。"
            ),
        };
        let all = items.len();
        output.note(&format!("{all}件のうち{done}件を送信しました。{before}"));
        let waiting = desk.waiting_messages()?;
        if waiting > 0 {
            output.note(&waiting_text(waiting));
        }
    }
    Ok(worst(exits))
}

async fn resume(args: &Args, desk: &Desk, output: &mut Output) -> Result<Exit, Failure> {
    let resumed = desk.resume().await?;
    if resumed.is_empty() && args.format == Format::Text {
        output.data("送信待ちのメッセージはありません。")?;
    }
    let mut exits = Vec::with_capacity(resumed.len());
    for one in resumed {
        match one.result {
            Ok(sent) => exits.push(tell_sent(args.format, &sent, output)?),
            Err(error) => {
                exits.push(error.outcome().into());
                match args.format {
                    Format::Json => output.json(&SentJson::failed(one.id, None, &error))?,
                    Format::Text | Format::Sarif | Format::Csv => {
                        output.note(&format!("{}\n{}", one.id, show::error(&error)));
                    }
                }
            }
        }
    }
    Ok(worst(exits))
}

fn tell_sent(format: Format, sent: &SentMessage, output: &mut Output) -> Result<Exit, Failure> {
    let sent = Sent::of(sent);
    match format {
        Format::Json => output.json(&SentJson::sent(&sent))?,
        Format::Text | Format::Sarif | Format::Csv => {
            if sent.report.warnings > 0 {
                output.note(&show::findings(sent.report));
            }
            output.data(&sent.text())?;
        }
    }
    Ok(Exit::Done)
}

/// Whether nothing was left to do, since the same was sent before.
const fn is_sent_before(item: &BulkItem) -> bool {
    matches!(item.result, Err(DeskError::SentBefore { .. }))
}

fn tell_item(format: Format, item: &BulkItem, output: &mut Output) -> Result<Exit, Failure> {
    match (&item.result, format) {
        (Ok(sent), Format::Json) => output.json(&SentJson::sent(&Sent::of(sent)))?,
        (Err(error), Format::Json) => {
            output.json(&SentJson::failed(item.id, Some(item.receiver), error))?;
        }
        (Ok(sent), Format::Text | Format::Sarif | Format::Csv) => {
            if sent.report.warnings > 0 {
                output.note(&show::findings(&sent.report));
            }
            output.data(&format!(
                "送信しました  {}  {}  {}",
                item.receiver,
                item.id,
                show::unit(sent.manifest.unit)
            ))?;
        }
        (Err(DeskError::SentBefore { at, .. }), Format::Text | Format::Sarif | Format::Csv) => {
            output.data(&format!(
                "送信済みです  {}  {}  {}",
                item.receiver,
                item.id,
                show::exact_moment(*at)
            ))?;
        }
        (Err(error), Format::Text | Format::Sarif | Format::Csv) => output.note(&format!(
            "送信できませんでした  {}  {}\n{}",
            item.receiver,
            item.id,
            show::error(error)
        )),
    }
    Ok(match &item.result {
        // All that was asked for is done.
        Ok(_) | Err(DeskError::SentBefore { .. }) => Exit::Done,
        Err(error) => error.outcome().into(),
    })
}

/// Where a message could not be sent now, says that it waits.
fn tell_waiting(desk: &Desk, error: &DeskError, output: &mut Output) {
    if error.outcome() == Outcome::TryLater
        && let Ok(waiting) = desk.waiting_messages()
        && waiting > 0
    {
        output.note(&waiting_text(waiting));
    }
}

fn waiting_text(waiting: usize) -> String {
    format!("送信待ちが{waiting}件あります。tasuki send --resume で送信してください。")
}

/// What is shown of a message that was accepted.
struct Sent<'a> {
    manifest: &'a Manifest,
    accepted_at: Timestamp,
    report: &'a CheckReport,
    folder: &'a Path,
}

impl<'a> Sent<'a> {
    fn of(sent: &'a SentMessage) -> Self {
        Self {
            manifest: &sent.manifest,
            accepted_at: sent.receipt.receipt.at,
            report: &sent.report,
            folder: &sent.folder,
        }
    }

    fn text(&self) -> String {
        let manifest = self.manifest;
        let receipt = self.folder.join("01-accepted.receipt");
        let lines = fields(&[
            ("メッセージ番号", manifest.id.to_string()),
            ("送信先", manifest.receiver.to_string()),
            (
                "種別",
                show::content(manifest.unit, manifest.files.len()).to_owned(),
            ),
            ("対象年月", show::month(manifest.service_month)),
            ("連番", show::optional(manifest.sequence)),
            ("ファイル", show::files(manifest)),
            ("受付日時", show::exact_moment(self.accepted_at)),
            ("受領証", show::path(&receipt)),
        ]);
        format!("送信しました。\n{lines}")
    }
}

impl SentJson {
    fn sent(sent: &Sent<'_>) -> Self {
        Self {
            id: sent.manifest.id,
            receiver: Some(sent.manifest.receiver),
            accepted_at: Some(sent.accepted_at.to_string()),
            folder: Some(sent.folder.display().to_string()),
            findings: FindingJson::all(sent.report),
            error: None,
        }
    }

    fn failed(id: MessageId, receiver: Option<OfficeNumber>, error: &DeskError) -> Self {
        Self {
            id,
            receiver,
            accepted_at: None,
            folder: None,
            findings: Vec::new(),
            error: Some(ErrorJson::of(error)),
        }
    }
}

#[cfg(test)]
mod tests;
