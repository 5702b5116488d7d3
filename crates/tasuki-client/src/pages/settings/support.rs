//! What the help desk asks for (お問い合わせ用の情報): facts of this client without anything personal.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_desk::{Book, BookError, Job, Left, LineState};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::answer::{self, PageError};
use crate::client::Client;
use crate::office::Office;
use crate::pages::opened;
use crate::sending::Count;
use crate::show;

/// What stands in place of a log without lines.
const NOTHING_LOGGED: &str = "この連携クライアントには、記録された出来事がまだありません。\n";

/// Gives it as an archive.
pub(crate) async fn read(State(client): State<Arc<Client>>) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let mut text = facts(&client, &office);
    text.push_str(&office.in_book(work).await?);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let log = match client.log.clone() {
        // The facts are worth having without it, too.
        Some(log) => tokio::task::spawn_blocking(move || log.lines().unwrap_or_default()).await,
        None => Ok(String::new()),
    };
    let log = log.map_err(|_| PageError::Fault)?;
    let log = if log.is_empty() {
        NOTHING_LOGGED.to_owned()
    } else {
        log
    };
    let mut pack = |name: &str, text: &str| {
        archive
            .start_file(name, SimpleFileOptions::default())
            .and_then(|()| Ok(archive.write_all(text.as_bytes())?))
    };
    let packed = pack("tasuki-support.txt", &text)
        .and_then(|()| pack("tasuki-log.txt", &log))
        .and_then(|()| archive.finish());
    let packed = packed.map_err(|error| {
        tracing::error!(%error, "the archive cannot be made");
        PageError::Fault
    })?;
    let packed = packed.into_inner();
    Ok(answer::file(
        "tasuki-support.zip",
        "application/zip",
        packed,
    ))
}

fn facts(client: &Client, office: &Office) -> String {
    let now = client.tools.clock.now();
    let lines = [
        ("作成日時", show::moment(now)),
        ("バージョン", env!("CARGO_PKG_VERSION").to_owned()),
        (
            "OS",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        ),
        ("事業所番号", office.number.to_string()),
        ("ユーザID", office.user.to_string()),
        ("電子証明書の有効期限", show::day(office.certificate_until)),
        ("連携基盤のアドレス", office.platform.clone()),
        ("連携基盤への問い合わせ", yes(office.reading().is_some())),
        ("事業所ユーザの確認", yes(office.online().is_some())),
    ];
    lines
        .iter()
        .fold(String::new(), |mut text, (label, value)| {
            // Writing to a string cannot fail.
            let _written = writeln!(text, "{label}：{value}");
            text
        })
}

fn yes(is_so: bool) -> String {
    if is_so { "済み" } else { "まだ" }.to_owned()
}

/// The jobs that are told: those that go on, and those that ended without sending all.
fn jobs(book: &Book) -> Result<Vec<(&'static str, Job)>, BookError> {
    let open = book.open_jobs()?.into_iter();
    let unsent = book.jobs_left(Left::Unsent)?.into_iter();
    let open = open.map(|job| ("途中の処理", job));
    Ok(open
        .chain(unsent.map(|job| ("終わった送信", job)))
        .collect())
}

/// How many there are of everything, and the codes of what failed; no names, texts or partners.
fn work(book: &Book) -> Result<String, BookError> {
    let mut text = String::new();
    let drafts = book.drafts()?.len();
    let _written = writeln!(text, "一時保存：{drafts}件");
    for (word, job) in jobs(book)? {
        let count = Count::of(&job);
        let begun = show::moment(job.begun_at);
        let (all, done, failed) = (count.all, count.done, count.failed);
        let _written = writeln!(
            text,
            "{word}：{begun}　全{all}件　済み{done}件　失敗{failed}件"
        );
        for line in &job.lines {
            if let LineState::Failed { code, .. } = &line.state {
                let _written = writeln!(text, "　{}番目：{code}", line.place);
            }
        }
    }
    Ok(text)
}
