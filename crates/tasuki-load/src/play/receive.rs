//! Offices wait for news, and receive what they are told of.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tasuki_measure::news::{News, NewsStream};
use tasuki_terms::{Clock as _, MessageId, MessageState, SystemClock};
use tasuki_wire::{MailBox, MessageList};
use tokio::time::{Instant, sleep_until};

use super::Scene;
use super::ledger::{Sent, Stray};
use super::office::{Line, connect};
use crate::phases::Phase;

/// When a session that could not be renewed is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// Longer than anything is played.
const NEVER: Duration = Duration::from_hours(24);
/// What lists ask for, as the office's client does when it looks for new mail.
const WAITING: &str = "?state=accepted&limit=200";

/// Opens an office's session and its stream of news.
pub(super) async fn begin(scene: &Scene, place: usize) -> anyhow::Result<NewsStream> {
    let office = scene.offices.get(place).context("no office")?;
    let seat = &office.seat;
    let mut connection = connect(seat, &scene.phases).await?;
    let began = Instant::now();
    seat.log_in(&mut connection, &office.town).await?;
    scene.phases.record(Phase::Session, began.elapsed());
    office.opened().await;
    // The stream goes on where the session was opened.
    let mut news = seat.listen(connection).await?;
    ensure!(news.next().await? == News::Hello, "no hello");
    Ok(news)
}

/// Receives what an office is told of, until the task is ended.
pub(super) async fn listen(scene: Arc<Scene>, place: usize, mut news: NewsStream) {
    let mut due = due(&scene, place);
    loop {
        let heard = tokio::select! {
            heard = news.next() => heard,
            () = sleep_until(due) => {
                due = match renew(&scene, place, &mut news).await {
                    Ok(()) => self::due(&scene, place),
                    Err(error) => {
                        scene.fault(format!("セッションを更新できませんでした: {error:#}"));
                        Instant::now() + AGAIN
                    }
                };
                continue;
            }
        };
        match heard {
            Ok(News::Hello) => {}
            Ok(News::Look) => look(&scene, place).await,
            Ok(News::Message(event)) => {
                let is_new =
                    event.mail_box == MailBox::Inbox && event.state == MessageState::Accepted;
                if is_new {
                    let known = Instant::now();
                    let scene = Arc::clone(&scene);
                    tokio::spawn(async move { told(&scene, place, event.message, known).await });
                }
            }
            Err(error) => {
                scene.fault(format!("お知らせの接続が切れました: {error:#}"));
                match again(&scene, place).await {
                    Ok(new) => news = new,
                    Err(error) => {
                        scene.fault(format!("お知らせに再接続できません: {error:#}"));
                        return;
                    }
                }
                look(&scene, place).await;
            }
        }
    }
}

/// The stream anew, with the session that is open.
async fn again(scene: &Scene, place: usize) -> anyhow::Result<NewsStream> {
    let office = scene.offices.get(place).context("no office")?;
    let connection = connect(&office.seat, &scene.phases).await?;
    office.seat.listen(connection).await
}

/// When an office's session is to be renewed.
fn due(scene: &Scene, place: usize) -> Instant {
    let office = scene.offices.get(place);
    let due = office.and_then(|office| office.seat.due(scene.renewal, place));
    let left = due.map_or(Duration::MAX, |due| {
        Duration::try_from(due.duration_since(SystemClock.now())).unwrap_or_default()
    });
    // Without a session there is nothing to renew.
    Instant::now() + left.min(NEVER)
}

/// Renews an office's session. Its stream would end with the old one, so there is one anew; what was
/// told on the old one last stands in the list.
async fn renew(scene: &Scene, place: usize, news: &mut NewsStream) -> anyhow::Result<()> {
    let office = scene.offices.get(place).context("no office")?;
    let mut connection = connect(&office.seat, &scene.phases).await?;
    let began = Instant::now();
    office.seat.renew(&mut connection, &office.town).await?;
    scene.phases.record(Phase::Renewal, began.elapsed());
    *news = office.seat.listen(connection).await?;
    look(scene, place).await;
    Ok(())
}

/// Offices look into their lists for what they were not told.
pub(super) async fn look_for_rest(scene: &Scene) {
    let waiting = scene.ledger.waiting();
    for (place, office) in scene.offices.iter().enumerate() {
        if waiting.contains(&office.number()) {
            look(scene, place).await;
        }
    }
}

/// Receives whatever stands in an office's list.
async fn look(scene: &Scene, place: usize) {
    match list(scene, place).await {
        Err(error) => scene.fault(format!("一覧を読めませんでした: {error:#}")),
        Ok(list) => {
            for message in list.messages {
                told(scene, place, message.id, Instant::now()).await;
            }
        }
    }
}

async fn list(scene: &Scene, place: usize) -> anyhow::Result<MessageList> {
    let office = scene.offices.get(place).context("no office")?;
    let mut line = office.incoming.lock().await;
    let line = line.as_mut().context("no session")?;
    let mut connection = line.connection(&scene.phases).await?;
    let body = line.seat.list_all(&mut connection, WAITING).await?;
    line.keep(connection);
    Ok(serde_json::from_slice(&body)?)
}

/// An office knows of a message.
async fn told(scene: &Scene, place: usize, id: MessageId, known: Instant) {
    let Some(office) = scene.offices.get(place) else {
        return;
    };
    match scene.ledger.claim(id, office.number()) {
        Ok(sent) => {
            scene.phases.record(Phase::News, sent.news(known));
            if let Err(error) = receive(scene, place, &sent).await {
                scene.fault(format!("受信できませんでした: {id}: {error:#}"));
            }
        }
        // A list tells what news told, too.
        Err(Stray::Claimed | Stray::Received) => {}
        Err(stray @ (Stray::Foreign | Stray::Unknown)) => {
            let number = office.number();
            scene.fault(format!("関係のないお知らせ: {number}: {id} ({stray:?})"));
        }
    }
}

/// Lists, downloads, compares, opens and confirms a message.
async fn receive(scene: &Scene, place: usize, sent: &Sent) -> anyhow::Result<()> {
    let office = scene.offices.get(place).context("no office")?;
    let letter = &sent.letter;
    let mut line = office.incoming.lock().await;
    let line: &mut Line = line.as_mut().context("no session")?;
    let mut connection = line.connection(&scene.phases).await?;
    let began = Instant::now();
    let body = line.seat.list_all(&mut connection, WAITING).await?;
    let listed = Instant::now();
    let id = letter.id.to_string();
    if !body.windows(id.len()).any(|part| part == id.as_bytes()) {
        let list: MessageList = serde_json::from_slice(&body)?;
        ensure!(list.next.is_some(), "not in the list");
    }
    let asked = Instant::now();
    let fetched = line.seat.download(&mut connection, letter).await?;
    let downloaded = Instant::now();
    if let Some(inside) = sent.inside {
        scene.mail.open(letter, inside, line.seat.identity())?;
    }
    let opened = Instant::now();
    line.seat.confirm(&mut connection, letter, &fetched).await?;
    scene.phases.record(Phase::List, listed - began);
    scene.phases.record(Phase::Download, downloaded - asked);
    scene.phases.record(Phase::Acknowledge, opened.elapsed());
    scene.phases.record(Phase::Whole, sent.intended.elapsed());
    scene.series.add(scene.elapsed(), |second| &second.received);
    line.keep(connection);
    scene.ledger.received(letter.id);
    Ok(())
}
