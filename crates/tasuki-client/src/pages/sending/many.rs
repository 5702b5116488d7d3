//! Many messages on their way (一括送信), line by line.

use askama::Template;
use axum::response::Response;
use tasuki_desk::{Book, BookError, Job, JobLine, Ledger, LineState, LineStep, Side};
use tasuki_seal::read_manifest;
use tasuki_terms::SendingUnit;
use tasuki_ui::{Banner, Shell, Tag, Tone};

use super::{Office, one};
use crate::answer::{PageError, Told, page as answer};
use crate::client::Client;
use crate::pages::bulk::Rest;
use crate::sending::{Count, Now, Standing};
use crate::shell::shell;
use crate::visit::Visit;
use crate::{draft, service, show};

#[derive(Template)]
#[template(path = "sending/many.html")]
struct ManyPage {
    shell: Shell,
    id: String,
    title: &'static str,
    banners: Vec<Banner>,
    begun_at: String,
    count: Count,
    words: String,
    goes_on: bool,
    is_stopping: bool,
    may_go_on: bool,
    /// How many were not sent because the same was sent before, and can be sent again.
    sent_before: usize,
    rows: Vec<Row>,
    /// What of the plan was not sent.
    rest: Option<Rest>,
}

/// One message.
struct Row {
    place: u32,
    partner: String,
    number: String,
    kind: String,
    month: String,
    state: Tag,
    /// Why it failed, and what to do.
    why: Option<Told>,
    /// Whether it was not sent because the same was sent before.
    is_sent_before: bool,
}

pub(super) async fn page(
    client: &Client,
    visit: &Visit,
    office: &Office,
    job: &Job,
    rest: Option<Rest>,
) -> Result<Response, PageError> {
    let now = client.runs.now(&job.id);
    let standing = Standing::of(job, now.as_ref());
    let count = Count::of(job);
    let (read, ledger) = (job.clone(), office.desk().ledger().clone());
    let abouts = office
        .in_book(move |book| abouts(book, &ledger, &read))
        .await?;
    let mut rows = Vec::with_capacity(job.lines.len());
    let names = office.names_of(job.lines.iter().map(|line| line.partner));
    let names = names.await;
    for (line, (kind, month)) in job.lines.iter().zip(abouts) {
        rows.push(Row {
            place: line.place,
            partner: names.get(&line.partner).cloned().unwrap_or_default(),
            number: line.partner.to_string(),
            kind,
            month,
            state: state(line, now.as_ref()),
            why: Told::of_line(&line.state),
            is_sent_before: line.state.is_sent_before(),
        });
    }
    // Who looks at a list of hundreds wants to see first what went wrong.
    if standing == Standing::Ended {
        rows.sort_by_key(|row| (row.why.is_none(), row.is_sent_before));
    }
    let goes_on = standing == Standing::GoesOn;
    let (title, mut banners) = told(standing, count, now.as_ref());
    banners.extend(rest.as_ref().map(Rest::banner));
    answer(&ManyPage {
        shell: shell(client, visit, "/compose"),
        id: job.id.clone(),
        title,
        banners,
        begun_at: show::moment(job.begun_at),
        count,
        words: now.as_ref().map(one::words).unwrap_or_default(),
        goes_on,
        is_stopping: now.is_some_and(|now| now.is_stopping),
        may_go_on: standing == Standing::Waits,
        sent_before: job.lines.iter().filter(|one| one.may_go_again()).count(),
        rows,
        rest,
    })
}

fn told(standing: Standing, count: Count, now: Option<&Now>) -> (&'static str, Vec<Banner>) {
    let Count {
        all,
        done,
        failed,
        sent_before,
        ..
    } = count;
    match standing {
        Standing::GoesOn => ("一括送信をしています", Vec::new()),
        Standing::Waits => {
            let banner = match now.and_then(|now| now.stuck.as_ref()) {
                Some(told) => told.banner(Tone::Error),
                None => Banner::new(Tone::Info, "この一括送信は途中で止まっています。").text(
                    "「続きを送信する」を押すと、止まったところから続けます。二重に届くことはありません。",
                ),
            };
            ("一括送信の途中です", vec![banner])
        }
        Standing::Cancelled => (
            "一括送信を取りやめました",
            vec![
                Banner::new(Tone::Warning, format!("{all}件のうち{done}件を送信しました。"))
                    .text("残りは送信していません。"),
            ],
        ),
        Standing::Ended if failed > 0 => (
            "一括送信が終わりました",
            vec![
                Banner::new(
                    Tone::Warning,
                    format!("{all}件のうち{done}件を送信しました。{failed}件は送信できませんでした。"),
                )
                .text("送信できなかったものは、一覧のはじめに表示しています。"),
            ],
        ),
        Standing::Ended if sent_before > 0 => (
            "一括送信が終わりました",
            vec![
                Banner::new(Tone::Info, format!("{all}件のうち{done}件を送信しました。")).text(
                    format!("残りの{sent_before}件は、同じデータを送信済みのため、送信していません。"),
                ),
            ],
        ),
        Standing::Ended => (
            "一括送信が終わりました",
            vec![
                Banner::new(Tone::Success, format!("{all}件すべてを送信しました。"))
                    .text("連携基盤が受け付け、受領証を発行しました。相手が受信すると、送信一覧に「受信済」と表示されます。"),
            ],
        ),
    }
}

/// What is happening with a line, or what became of it.
pub(super) fn state(line: &JobLine, now: Option<&Now>) -> Tag {
    let step = now.and_then(|now| now.line.as_ref());
    match (&line.state, step) {
        (LineState::Done, _) => Tag::new(Tone::Success, "送信済"),
        (state, _) if state.is_sent_before() => Tag::new(Tone::Plain, "送信済みと同じ"),
        (LineState::Failed { .. }, _) => Tag::new(Tone::Error, "送信できません"),
        (LineState::Cancelled, _) => Tag::new(Tone::Plain, "取りやめ"),
        (LineState::Waiting, Some((place, step))) if *place == line.place => match step {
            LineStep::Sending { percent } => Tag::new(Tone::Info, format!("送信中 {percent}%")),
            _ => Tag::new(Tone::Info, "準備中"),
        },
        (LineState::Waiting, _) => Tag::new(Tone::Plain, "待機中"),
    }
}

/// Kind and month of each line.
pub(super) fn abouts(
    book: &Book,
    ledger: &Ledger,
    job: &Job,
) -> Result<Vec<(String, String)>, BookError> {
    let lines = job.lines.iter();
    lines
        .map(|line| {
            Ok(match about_draft(book, line)? {
                Some(about) => about,
                None => about_sent(ledger, line).unwrap_or_default(),
            })
        })
        .collect()
}

fn about_draft(book: &Book, line: &JobLine) -> Result<Option<(String, String)>, BookError> {
    let Some(id) = &line.draft else {
        return Ok(None);
    };
    let Some(kept) = book.draft(id)? else {
        return Ok(None);
    };
    let facts = draft::facts(kept.files.iter().map(|file| &*file.name));
    Ok(Some(facts.map_or_else(
        || {
            let carried = show::carried(SendingUnit::Attachments, kept.files.len());
            (carried.to_owned(), show::month(None))
        },
        |facts| {
            let service = service::of_ends([facts.receiver_service, facts.sender_service]);
            (kind(facts.unit, service), show::month(facts.month))
        },
    )))
}

/// What the manifest of a message that was sent says.
fn about_sent(ledger: &Ledger, line: &JobLine) -> Option<(String, String)> {
    let folder = ledger.message(Side::Sent, line.message?);
    let (manifest, _) = read_manifest(&folder.manifest().ok()??).ok()?;
    let kind = kind(manifest.unit, service::of_manifest(&manifest));
    Some((kind, show::month(manifest.service_month)))
}

/// What a message carries, and for which service: one partner may have several.
fn kind(unit: SendingUnit, service: Option<String>) -> String {
    let parts = [Some(show::unit(unit).to_owned()), service].into_iter();
    parts.flatten().collect::<Vec<_>>().join("・")
}
