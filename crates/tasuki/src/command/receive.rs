//! `tasuki receive`: 受信.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_desk::{DeskError, Outcome, Received};
use tasuki_terms::{Digest, MessageId, OfficeNumber};

use super::outbox::ReceiptJson;
use super::worst;
use crate::cli::{HELP, message_id};
use crate::failure::{ErrorJson, Failure};
use crate::output::Output;
use crate::show::{self, fields};
use crate::{Args, Exit, Format};

/// メッセージを受信し、ファイルをフォルダーに保存します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki receive [オプション] --to <フォルダー> [メッセージ番号]…",
    after_help = "\
番号を指定しないときは、まだ受信していないものをすべて受信します。
同じ名前のファイルがあるときは上書きせず、「(2)」などを付けて保存します。

例: tasuki receive --to 受信フォルダー"
)]
pub(crate) struct Typed {
    /// 受信するメッセージの番号
    #[arg(value_name = "メッセージ番号", value_parser = message_id, help_heading = "指定")]
    ids: Vec<MessageId>,

    /// 保存先のフォルダー
    #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
    to: PathBuf,
}

/// What became of one message, in JSON.
#[derive(Serialize)]
struct ReceivedJson {
    id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<OfficeNumber>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receipts: Vec<ReceiptJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorJson>,
}

#[derive(Serialize)]
struct FileJson {
    name: String,
    path: String,
    size: u64,
    sha256: Digest,
    was_there: bool,
}

/// Receives.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    let ids = if typed.ids.is_empty() {
        desk.unreceived().await?
    } else {
        typed.ids.clone()
    };
    if ids.is_empty() && args.format == Format::Text {
        output.data("新しく受信するメッセージはありません。")?;
    }
    let mut exits = Vec::with_capacity(ids.len());
    for id in ids {
        output.progress(&format!("{id} を受信しています…"));
        let result = desk.receive(id, &typed.to).await;
        exits.push(tell(args.format, id, &result, output)?);
        if let Err(error) = result
            && stops(&error)
        {
            break;
        }
    }
    Ok(worst(exits))
}

/// Whether the next message would fail in the same way.
fn stops(error: &DeskError) -> bool {
    error.outcome() != Outcome::Refused || matches!(error, DeskError::File(_))
}

fn tell(
    format: Format,
    id: MessageId,
    result: &Result<Received, DeskError>,
    output: &mut Output,
) -> Result<Exit, Failure> {
    match (result, format) {
        (Ok(received), Format::Json) => output.json(&ReceivedJson::received(received))?,
        (Err(error), Format::Json) => output.json(&ReceivedJson::failed(id, error))?,
        (Ok(received), Format::Text | Format::Sarif | Format::Csv) => {
            output.data(&text(received))?;
        }
        (Err(error), Format::Text | Format::Sarif | Format::Csv) => output.note(&format!(
            "受信できませんでした  {id}\n{}",
            show::error(error)
        )),
    }
    Ok(match result {
        Ok(_) => Exit::Done,
        Err(error) => error.outcome().into(),
    })
}

fn text(received: &Received) -> String {
    let manifest = &received.manifest;
    let mut lines = vec![
        ("メッセージ番号", received.id.to_string()),
        (
            "送信元",
            format!("{} {}", manifest.sender, received.sender_name),
        ),
        (
            "種別",
            show::content(manifest.unit, manifest.files.len()).to_owned(),
        ),
        ("対象年月", show::month(manifest.service_month)),
    ];
    for file in &received.files {
        let note = if file.was_there {
            "（保存済み）"
        } else {
            ""
        };
        lines.push(("ファイル", format!("{}{note}", show::path(&file.path))));
    }
    if let Some(path) = &received.text_file {
        lines.push(("メッセージ", show::path(path)));
    }
    format!("受信しました。\n{}", fields(&lines))
}

impl ReceivedJson {
    fn received(received: &Received) -> Self {
        Self {
            id: received.id,
            sender: Some(received.manifest.sender),
            files: received
                .files
                .iter()
                .map(|file| FileJson {
                    name: file.name.clone(),
                    path: file.path.display().to_string(),
                    size: file.size,
                    sha256: file.digest,
                    was_there: file.was_there,
                })
                .collect(),
            text: received.text.clone(),
            receipts: received.receipts.iter().map(ReceiptJson::of).collect(),
            error: None,
        }
    }

    fn failed(id: MessageId, error: &DeskError) -> Self {
        Self {
            id,
            sender: None,
            files: Vec::new(),
            text: None,
            receipts: Vec::new(),
            error: Some(ErrorJson::of(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::lists::samples;
    use tasuki_desk::ReceivedFile;

    fn received() -> Received {
        let manifest = samples::manifest();
        let file = |name: &str, was_there| ReceivedFile {
            name: name.to_owned(),
            path: format!("/home/office/受信/{name}").into(),
            size: 16_071,
            digest: tasuki_seal::sha256(name.as_bytes()),
            was_there,
        };
        Received {
            id: manifest.id,
            manifest,
            sender_name: "ひまわり居宅介護支援事業所".to_owned(),
            files: vec![
                file("UPPLAN_202504.CSV", false),
                file("UPSIKYU_202504.CSV", true),
            ],
            text: Some("よろしくお願いします。".to_owned()),
            text_file: Some("/home/office/受信/メッセージ_5a8f2c1e7b30.txt".into()),
            receipts: Vec::new(),
        }
    }

    #[test]
    fn what_was_received_is_shown_with_its_files() {
        insta::assert_snapshot!(text(&received()));
    }

    #[test]
    fn what_was_received_and_what_was_not_in_json() {
        let received = received();
        let error = DeskError::NotAddressed { id: received.id };
        insta::assert_json_snapshot!([
            ReceivedJson::received(&received),
            ReceivedJson::failed(received.id, &error),
        ]);
    }

    #[test]
    fn what_one_message_lacks_does_not_stop_the_others() {
        let id = received().id;
        assert!(!stops(&DeskError::NotAddressed { id }));
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert!(stops(&DeskError::File(full)));
        assert!(stops(&DeskError::Waiting { id }));
    }
}
