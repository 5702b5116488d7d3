//! One message on its way.

use std::time::Duration;

use askama::Template;
use axum::response::Response;
use tasuki_desk::{Job, JobLine, LineState, LineStep, SentMessage};
use tasuki_terms::MessageId;
use tasuki_ui::{Banner, Entry, Shell, Tone};

use super::{Office, many, partner};
use crate::answer::{self, PageError, Told};
use crate::client::Client;
use crate::sending::{Now, Standing};
use crate::shell::shell;
use crate::visit::Visit;
use crate::{service, show};

#[derive(Template)]
#[template(path = "sending/one.html")]
struct OnePage {
    shell: Shell,
    id: String,
    receiver: String,
    words: String,
    percent: u8,
    /// Nothing more can be done but to wait for the answer.
    is_stopping: bool,
}

#[derive(Template)]
#[template(path = "sending/sent.html")]
struct SentPage {
    shell: Shell,
    id: String,
    /// The message as which it was sent.
    message: MessageId,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "sending/not_sent.html")]
struct NotSentPage {
    shell: Shell,
    id: String,
    title: &'static str,
    banners: Vec<Banner>,
    /// What can be done besides going back to what was written.
    way: Way,
}

/// What can be done about a message that was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// Nothing: what was written is gone.
    Nothing,
    /// It is tried again when somebody wishes.
    Retry,
    /// It goes on when somebody wishes.
    GoOn,
    /// The same was sent before; it goes again when somebody wishes.
    Again,
}

pub(super) async fn page(
    client: &Client,
    visit: &Visit,
    office: &Office,
    job: &Job,
    line: &JobLine,
) -> Result<Response, PageError> {
    let now = client.runs.now(&job.id);
    let standing = Standing::of(job, now.as_ref());
    let shell = shell(client, visit, "/compose");
    let id = job.id.clone();
    let not_sent = |title, banners, way| NotSentPage {
        shell: shell.clone(),
        id: id.clone(),
        title,
        banners,
        way,
    };
    if let (LineState::Done, Some(message)) = (&line.state, line.message) {
        let sent = office.desk().sent_message(message).await?;
        let sent = sent.ok_or(PageError::NotFound)?;
        let entries = entries(partner(office, line.partner).await, &sent);
        return answer::page(&SentPage {
            shell,
            id,
            message,
            entries,
        });
    }
    if let Some(told) = Told::of_line(&line.state) {
        if line.state.is_sent_before() {
            let (read, ledger) = (job.clone(), office.desk().ledger().clone());
            let abouts = office.in_book(move |book| many::abouts(book, &ledger, &read));
            let (kind, month) = abouts.await?.pop().unwrap_or_default();
            let receiver = partner(office, line.partner).await;
            let title = format!(
                "{}（{receiver} {kind} {month}）。",
                told.what.trim_end_matches('。')
            );
            if !line.may_go_again() {
                let banner = Banner::new(Tone::Info, title)
                    .text("今回の内容は、連携クライアントに残っていません。");
                let page = not_sent("同じデータを送信済みです", vec![banner], Way::Nothing);
                return answer::page(&page);
            }
            let banner = Banner::new(Tone::Info, title).text(
                "二重に送信しないよう、まだ送信していません。もう一度送る必要があるときは「それでも送信する」を押してください。",
            )
            .text("メッセージや添付ファイルだけを変えたときも、CSVファイルが同じであれば確認しています。");
            return answer::page(&not_sent(
                "同じデータを送信済みです",
                vec![banner],
                Way::Again,
            ));
        }
        let banners = vec![told.banner_with_code(Tone::Error)];
        let page = not_sent("送信できませんでした", banners, way_back(line));
        return answer::page(&page);
    }
    match standing {
        Standing::GoesOn => {
            let now = now.unwrap_or_default();
            answer::page(&OnePage {
                receiver: partner(office, line.partner).await,
                words: words(&now),
                percent: percent(&now),
                is_stopping: now.is_stopping,
                shell,
                id,
            })
        }
        Standing::Waits => {
            let stuck = now.and_then(|now| now.stuck);
            let banner = match &stuck {
                Some(told) => told.banner_with_code(Tone::Error),
                None => Banner::new(Tone::Info, "この送信は途中で止まっています。").text(
                    "「続きを送信する」を押すと、止まったところから続けます。二重に届くことはありません。",
                ),
            };
            answer::page(&not_sent("送信の途中です", vec![banner], Way::GoOn))
        }
        Standing::Cancelled | Standing::Ended => {
            let mut banner = Banner::new(
                Tone::Info,
                if line.is_unsent() {
                    "入力した内容は残っています。"
                } else {
                    "入力した内容は、残っていません。"
                },
            );
            if line.message.is_some() {
                banner = banner.text(
                    "中止する直前に送信が終わっていることがあります。「送信一覧」もご確認ください。もう一度同じ内容を送信しても、二重に届くことはありません。",
                );
            }
            answer::page(&not_sent(
                "送信を中止しました",
                vec![banner],
                way_back(line),
            ))
        }
    }
}

fn way_back(line: &JobLine) -> Way {
    if line.is_unsent() {
        Way::Retry
    } else {
        Way::Nothing
    }
}

/// What happens, in words.
pub(super) fn words(now: &Now) -> String {
    if let Some(waits) = &now.waits {
        return format!("{}つながりしだい、自動で続けます。", waits.what);
    }
    let what = match &now.line {
        Some((_, LineStep::Sending { percent: 100 })) => "連携基盤の受付を待っています。",
        Some((_, LineStep::Sending { .. })) => "連携基盤に送っています。",
        _ => "送信の準備をしています。",
    };
    format!(
        "{what}{}",
        now.pace.silence().map(waited).unwrap_or_default()
    )
}

/// How long it has been waited for the platform.
fn waited(silence: Duration) -> String {
    format!(
        "連携基盤の応答を{}秒待っています。応答がないときは、自動でやり直します。",
        silence.as_secs()
    )
}

/// How much has gone out.
pub(super) const fn percent(now: &Now) -> u8 {
    match now.line {
        Some((_, LineStep::Sending { percent })) => percent,
        _ => 0,
    }
}

fn entries(receiver: String, sent: &SentMessage) -> Vec<Entry> {
    let manifest = &sent.manifest;
    let files = manifest.files.len();
    let service = service::of_manifest(manifest);
    let mut entries = vec![Entry::new("送信先", receiver)];
    entries.extend(service.map(|service| Entry::new("サービス", service)));
    entries.extend([
        Entry::new("種別", show::carried(manifest.unit, files)),
        Entry::new("対象年月", show::month(manifest.service_month)),
        Entry::new("ファイル", show::files(files)),
        Entry::new("受付日時", show::moment(sent.receipt.receipt.at)),
        Entry::new("メッセージ番号", sent.id.to_string()),
    ]);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waits::Pace;

    #[test]
    fn a_long_silence_is_told_with_its_seconds() {
        let words_after = |secs| {
            let mut now = Now::default();
            now.line = Some((1, LineStep::Sending { percent: 40 }));
            now.pace = Pace::aged(secs);
            words(&now)
        };
        assert_eq!(words_after(2), "連携基盤に送っています。");
        assert!(words_after(12).contains("応答を12秒待っています"));
        assert_eq!(words(&Now::default()), "送信の準備をしています。");
    }
}
