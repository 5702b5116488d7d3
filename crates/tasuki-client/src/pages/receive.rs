//! Receiving from the list, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Book, Job, JobLine, JobWork, LineState, ListedMessage, Side};
use tasuki_terms::MessageId;
use tasuki_ui::{Banner, Shell, Tone};

use super::lists::VersionTag;
use super::office_user::{self, Meant};
use super::opened;
use crate::address::Path;
use crate::answer::{PageError, Told, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::receiving::{self, ReceivingStand};
use crate::sending::Count;
use crate::shell::shell;
use crate::visit::Visit;
use crate::{keep, service, show};

#[derive(Deserialize)]
pub(crate) struct Chosen {
    /// One message; none for all that are new.
    #[serde(default)]
    id: Option<MessageId>,
}

#[derive(Template)]
#[template(path = "receive/working.html")]
struct WorkingPage {
    shell: Shell,
    id: String,
    done: usize,
    all: usize,
    /// What happens, in words; empty where nothing does.
    words: String,
    /// Why nothing goes on at the moment.
    banner: Option<Banner>,
}

#[derive(Template)]
#[template(path = "receive/result.html")]
struct ResultPage {
    shell: Shell,
    id: String,
    banner: Banner,
    may_retry: bool,
    ones: Vec<One>,
}

/// What became of one message.
struct One {
    message: Option<MessageId>,
    title: String,
    /// Whether it is the latest of several versions, or another has taken its place.
    version: Option<VersionTag>,
    /// Where its files are.
    folder: Option<String>,
    files: Vec<String>,
    failure: Option<Banner>,
}

/// Receives one message, or all that are new.
pub(crate) async fn receive(
    State(client): State<Arc<Client>>,
    posted: Posted<Chosen>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    begin(&client, &office, posted.form.id).await
}

/// Begins to receive, or asks for the office's user first.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: Option<MessageId>,
) -> Result<Response, PageError> {
    if office.online().is_none() {
        return Ok(office_user::ask(
            &id.map_or(Meant::ReceiveAll, Meant::Receive),
        ));
    }
    let ids = if let Some(id) = id {
        vec![id]
    } else {
        // What arrived a moment ago is not left behind; if nobody can be asked, what is known is
        // tried, and the page of the work tells why it waits.
        if let Err(error) = keep::look(client, office).await {
            tracing::info!(code = error.code(), "the lists are not read");
        }
        office.in_book(Book::waiting).await?
    };
    let begun = receiving::begin(client, office, &ids).await?;
    Ok(see_other(&format!("/receiving/{}", begun.job)))
}

/// Shows how far it is, or what became of it.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = read(&office, &id).await?;
    let shell = shell(&client, &visit, "/received");
    let stand = client.receivings.stand(&id);
    if job.is_open() {
        let count = Count::of(&job);
        return page(&WorkingPage {
            shell,
            id,
            done: count.over(),
            all: count.all,
            words: words(stand.as_ref()),
            banner: interrupted(stand),
        });
    }
    let mut ones = Vec::with_capacity(job.lines.len());
    for line in &job.lines {
        ones.push(One::of(&office, line).await?);
    }
    page(&ResultPage {
        shell,
        id,
        banner: banner(&job),
        may_retry: job.lines.iter().any(|line| line.state != LineState::Done),
        ones,
    })
}

/// What happens, and for how long with the message that is under way.
fn words(stand: Option<&ReceivingStand>) -> String {
    let Some(ReceivingStand::Working(pace)) = stand else {
        return String::new();
    };
    let lasts = pace.silence().map(lasts).unwrap_or_default();
    format!("連携基盤からデータを受け取り、保存しています。{lasts}")
}

/// How long ago the message that is under way was begun. Whether something arrives meanwhile is not told
/// here.
fn lasts(since: Duration) -> String {
    format!(
        "このデータの受信を始めてから{}秒たちました。応答がないときは、自動でやり直します。",
        since.as_secs()
    )
}

/// Why nothing goes on, where it does not.
fn interrupted(stand: Option<ReceivingStand>) -> Option<Banner> {
    match stand {
        Some(ReceivingStand::Working(_) | ReceivingStand::Done { .. }) => None,
        Some(ReceivingStand::Interrupted(told)) => Some(
            told.banner(Tone::Warning)
                .text("受信したデータは残っています。接続が戻ると、続きから自動的に受信します。"),
        ),
        None => Some(
            Banner::new(Tone::Warning, "受信が途中で止まっています。")
                .text("「続ける」を押すと、残りのデータを受信します。"),
        ),
    }
}

/// Goes on with a receiving that broke off or failed in part.
pub(crate) async fn retry(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    read(&office, &id).await?;
    let stand = client.receivings.stand(&id);
    if !stand.is_some_and(|stand| stand.is_working()) {
        office.desk().retry_failed(&id).await?;
    }
    go_on(&client, &office, &id).await
}

/// Lets an open job of the book go on, or asks for the office's user first.
pub(crate) async fn go_on(
    client: &Arc<Client>,
    office: &Arc<Office>,
    job: &str,
) -> Result<Response, PageError> {
    if read(office, job).await?.is_open() {
        if office.online().is_none() {
            return Ok(office_user::ask(&Meant::GoOnReceiving(job.to_owned())));
        }
        receiving::run(client, office, job);
    }
    Ok(see_other(&format!("/receiving/{job}")))
}

/// Ends a receiving behind the message that is under way.
pub(crate) async fn stop(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    read(&office, &id).await?;
    if !client.receivings.stop(&id) {
        let job = id.clone();
        let ended = office.in_book(move |book| book.cancel_job(&job, JobWork::Receive));
        ended.await?;
    }
    Ok(see_other(&format!("/receiving/{id}")))
}

/// A job that receives.
async fn read(office: &Office, id: &str) -> Result<Job, PageError> {
    let job = office.desk().job(id).await?;
    if job.work == JobWork::Receive {
        Ok(job)
    } else {
        Err(PageError::NotFound)
    }
}

fn banner(job: &Job) -> Banner {
    let count = Count::of(job);
    match (count.done, count.failed, count.all) {
        (_, _, 0) => Banner::new(Tone::Info, "新しく受信するデータはありませんでした。"),
        (good, 0, all) if good == all => {
            Banner::new(Tone::Success, format!("{all}件を受信しました。"))
                .text("保存したファイルを、介護ソフトに取り込んでください。")
        }
        (good, 0, all) => Banner::new(
            Tone::Info,
            format!("受信を中止しました（{all}件中{good}件を受信）。"),
        )
        .text("残りのデータは、あとで受信できます。"),
        (good, failed, _) => Banner::new(
            Tone::Error,
            format!("{failed}件を受信できませんでした。"),
        )
        .text(format!(
            "受信できたものは{good}件です。受信できなかったものは、下の説明をご確認のうえ、もう一度受信してください。"
        )),
    }
}

impl One {
    async fn of(office: &Office, line: &JobLine) -> Result<Self, PageError> {
        let Some(id) = line.message else {
            return Err(PageError::NotFound);
        };
        let (listed, version) = office
            .in_book(move |book| {
                let listed = book.message(Side::Received, id)?;
                let versions = book.versions(Side::Received, listed.as_slice())?;
                Ok((listed, versions.get(&id).map(VersionTag::from)))
            })
            .await?;
        let placed = if line.state == LineState::Done {
            office.desk().placed(Side::Received, id).await?
        } else {
            Vec::new()
        };
        let folder = placed.first().and_then(|path| path.parent());
        let name = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        Ok(Self {
            message: listed.is_some().then_some(id),
            version,
            title: listed.as_ref().map_or_else(|| id.to_string(), title),
            folder: folder.map(show::path),
            files: placed.iter().map(name).collect(),
            failure: match &line.state {
                LineState::Failed { code, .. } => Told::of_line(&line.state).map(|told| {
                    let banner = told.banner_with_code(Tone::Error);
                    if code == "file.failed" {
                        banner
                            .text("保存先は、「設定」の「受信したデータの保存先」で変更できます。")
                    } else {
                        banner
                    }
                }),
                LineState::Cancelled | LineState::Waiting => {
                    Some(Banner::new(Tone::Info, "まだ受信していません。"))
                }
                LineState::Done => None,
            },
        })
    }
}

/// What came from whom for which service, and when: one sender may send several alike.
fn title(listed: &ListedMessage) -> String {
    let files = usize::try_from(listed.files).unwrap_or(usize::MAX);
    let month = listed.service_month.map(|month| show::month(Some(month)));
    let parts = [
        Some(listed.partner_name.clone()),
        service::of_message(listed),
        Some(show::carried(listed.unit, files).to_owned()),
        month,
        Some(format!("{}に届いたもの", show::moment(listed.accepted_at))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join("・")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waits::Pace;

    fn job(states: Vec<LineState>) -> Job {
        let lines = states.into_iter().map(|state| JobLine {
            place: 1,
            partner: "1370000002".parse().unwrap(),
            message: None,
            draft: None,
            state,
        });
        Job {
            id: String::new(),
            work: JobWork::Receive,
            begun_at: tasuki_terms::Timestamp::UNIX_EPOCH,
            state: tasuki_desk::JobState::Ended,
            by_rule: false,
            lines: lines.collect(),
        }
    }

    #[test]
    fn it_is_told_what_happens_and_for_how_long() {
        let words_after = |secs| words(Some(&ReceivingStand::Working(Pace::aged(secs))));
        assert!(words_after(12).contains("保存しています。このデータ"));
        assert!(words_after(12).contains("始めてから12秒たちました"));
        assert!(words_after(2).ends_with("保存しています。"));
        assert_eq!(words(Some(&ReceivingStand::default())), words_after(2));
        assert_eq!(words(None), "");
    }

    #[test]
    fn the_result_is_told_in_one_sentence() {
        let failed = || LineState::Failed {
            code: "x".to_owned(),
            what: "x".to_owned(),
            hint: "x".to_owned(),
        };
        for (states, tone, part) in [
            (vec![], Tone::Info, "ありませんでした"),
            (vec![LineState::Done], Tone::Success, "1件を受信しました"),
            (
                vec![LineState::Done, failed()],
                Tone::Error,
                "1件を受信できません",
            ),
            (
                vec![LineState::Done, LineState::Cancelled],
                Tone::Info,
                "2件中1件",
            ),
        ] {
            let told = banner(&job(states));
            assert_eq!(told.tone, tone);
            assert!(told.title.contains(part), "{}", told.title);
        }
    }
}
