//! The program of an earlier version beside this one, on one database and one bucket: what processes
//! are while they are replaced.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tasuki_desk::{Events, News};
use tasuki_engines::Keeping;
use tasuki_terms::{MessageId, MessageState, SystemClock};
use tasuki_testing::{
    Answer, Caller, ContentsPlan, RecordsPlan, Town, TownOffice, TownPlan, note, own_address,
};
use tasuki_wire::{Event, MailBox};
use tokio::time::timeout;

use crate::args::Upgrade;
use crate::say;

/// How long news may take.
const SOON: Duration = Duration::from_secs(1);
/// How long a stream may be waited for that begins.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many messages go from office to office.
const MESSAGES: u64 = 12;
/// Who sends and who is asked for what came: this program (0) or the earlier one (1).
const TURNS: [(usize, usize); 4] = [(0, 0), (0, 1), (1, 0), (1, 1)];

/// Lets offices work at both programs by turns; fails where they are not one platform.
pub(crate) async fn run(asked: &Upgrade) -> anyhow::Result<usize> {
    let folder = tempfile::tempdir()?;
    let plan = TownPlan {
        exchange: own_address()?,
        operations: own_address()?,
        records: RecordsPlan::Postgres(Keeping::Lightly),
        contents: ContentsPlan::Bucket(Keeping::Lightly),
        ..TownPlan::default()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Box::pin(Town::found(folder.path(), plan, clock)).await?;
    let (from, to) = tokio::try_join!(
        town.office("1370000001", "例題居宅介護支援事業所", &["43"]),
        town.office("1370000002", "架空訪問介護事業所", &["11"]),
    )?;
    Box::pin(town.start()).await?;
    let earlier = town.start_earlier_beside(&asked.earlier).await?;
    let there = format!("https://{}", earlier.exchange);

    let (sender, receiver) = (from.session(&town).await?, to.session(&town).await?);
    let senders = [&sender, &at(&there, &from, &sender)?];
    let receivers = [&receiver, &at(&there, &to, &receiver)?];
    let sent = {
        let desk = to.desk_at(&there, to.password.clone())?;
        let mut news = desk.events();
        connected(&mut news).await?;
        exchange(&from, &to, senders, receivers, &mut news).await?
    };
    let back = note(MESSAGES, &from, &to, 1_000)?;
    answered(&sender.send(&back).await?, 201)?;
    let withdrawn = back.manifest.id;
    answered(&senders[1].withdraw(withdrawn).await?, 200)?;

    // The earlier one goes; what both did stands, and is proven.
    earlier.terminate()?;
    let (status, log) = earlier.ended().await?;
    ensure!(status.success(), "the earlier program: {status}: {log}");
    for id in sent {
        proves(&from, &sender, id, MessageState::Fetched).await?;
    }
    proves(&from, &sender, withdrawn, MessageState::Withdrawn).await?;
    say(format_args!(
        "{MESSAGES} messages and a withdrawal: both programs were one platform"
    ));
    Ok(0)
}

/// Each of both programs accepts, and each of both gives what came; the one that did not accept a
/// message has its receipt, and the earlier one tells what happens.
async fn exchange(
    from: &TownOffice,
    to: &TownOffice,
    senders: [&Caller; 2],
    receivers: [&Caller; 2],
    news: &mut Events<'_>,
) -> anyhow::Result<Vec<MessageId>> {
    let mut sent = Vec::new();
    for (seed, (by, at)) in (0..MESSAGES).zip(TURNS.into_iter().cycle()) {
        let message = note(seed, from, to, 50_000)?;
        let id = message.manifest.id;
        let [here, there] = senders;
        let (first, other) = if by == 0 {
            (here, there)
        } else {
            (there, here)
        };
        let accepted = first.send(&message).await?;
        answered(&accepted, 201)?;
        soon(news, id, MessageState::Accepted).await?;
        let again = other.send(&message).await?;
        answered(&again, 200)?;
        ensure!(again.body == accepted.body, "{id} has another receipt");
        let asked = receivers.get(at).context("no program")?;
        let content = asked.fetch(id).await?;
        ensure!(content.body == message.envelope, "{id} is not whole");
        soon(news, id, MessageState::Fetched).await?;
        sent.push(id);
    }
    Ok(sent)
}

/// An office's client of the exchange at an address, with the token of another client of it.
fn at(exchange: &str, office: &TownOffice, like: &Caller) -> anyhow::Result<Caller> {
    let keys = &office.keys;
    let mut caller = Caller::new(exchange, &keys.authority_pem, Some(keys))?;
    caller.token.clone_from(&like.token);
    Ok(caller)
}

fn answered(answer: &Answer, status: u16) -> anyhow::Result<()> {
    ensure!(
        answer.status == status,
        "{} instead of {status}: {}",
        answer.status,
        answer.text()
    );
    Ok(())
}

async fn connected(news: &mut Events<'_>) -> anyhow::Result<()> {
    let first = timeout(PATIENCE, news.next()).await??;
    ensure!(first == News::Connected, "no stream: {first:?}");
    Ok(())
}

async fn soon(news: &mut Events<'_>, id: MessageId, state: MessageState) -> anyhow::Result<()> {
    let next = timeout(SOON, news.next()).await;
    let next = next.with_context(|| format!("no news of {id} within a second"))??;
    let expected = News::Message(Event {
        message: id,
        state,
        mail_box: MailBox::Inbox,
    });
    ensure!(next == expected, "{next:?} instead of {expected:?}");
    Ok(())
}

async fn proves(
    office: &TownOffice,
    caller: &Caller,
    id: MessageId,
    state: MessageState,
) -> anyhow::Result<()> {
    let proven = office.proven(&caller.detail(id).await?)?;
    ensure!(proven == state, "{id} is {proven:?} and not {state:?}");
    Ok(())
}
