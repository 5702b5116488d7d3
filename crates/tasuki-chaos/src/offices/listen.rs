//! Listening to news, as an office's client does: a stream that ends is opened again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tasuki_measure::news::{News, NewsStream};
use tasuki_testing::Chance;
use tokio::select;
use tokio::time::{sleep, timeout};

use super::{DEADLINE, Member, World};

/// How long is waited before a stream is opened again; each time twice as long until one tells
/// something.
const FIRST: Duration = Duration::from_millis(100);
/// But no longer: runs are short.
const LONGEST: Duration = Duration::from_secs(2);

/// Notes all news until the run drains.
pub(super) async fn run(world: Arc<World>, place: usize, mut chance: Chance) -> anyhow::Result<()> {
    let member = world.members.get(place).context("no office")?;
    let mut stage = world.stage.subscribe();
    let draining = async { drop(stage.wait_for(|stage| stage.is_draining).await) };
    select! {
        () = draining => Ok(()),
        never = listen(&world, member, &mut chance) => match never {},
    }
}

async fn listen(world: &World, member: &Member, chance: &mut Chance) -> Infallible {
    let mut wait = FIRST;
    loop {
        if let Ok(Some(news)) = timeout(DEADLINE, open(world, member)).await {
            world.history.book().counts.streams += 1;
            if note(world, member, news).await > 0 {
                wait = FIRST;
            }
        }
        let part = chance.within(&(50..100));
        sleep(wait * u32::try_from(part).unwrap_or(100) / 100).await;
        wait = (2 * wait).min(LONGEST);
    }
}

/// Notes what a stream tells until it ends; how much that was.
async fn note(world: &World, member: &Member, mut news: NewsStream) -> u64 {
    let mut count = 0;
    while let Ok(told) = news.next().await {
        if let News::Message(event) = told {
            let office = member.office.number;
            world.history.heard(event.message, office, event.mail_box);
        }
        count += 1;
    }
    count
}

/// A stream; none where the platform is not there, or wants a session first.
async fn open(world: &World, member: &Member) -> Option<NewsStream> {
    let seat = world.seat(member).await.ok()?;
    let connection = seat.connect().await.ok()?;
    let news = seat.listen(connection).await;
    if news.is_err() {
        // The session may be what is refused.
        world.log_in(member).await;
    }
    news.ok()
}
