//! Clients that vanish: the connection is gone without a good-bye.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_measure::letters::Letter;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::Chance;
use tokio::time::{Duration, timeout};

use super::{DEADLINE, Member, World};

/// At which step of sending a client vanishes.
const SENDING: [&str; 8] = [
    "connected to send",
    "head of a message sent",
    "half of a manifest sent",
    "manifest sent",
    "half of a message sent",
    "all but a byte of a message sent",
    "message sent, answer not read",
    "answer to a message half read",
];

/// At which step of a download.
const FETCHING: [&str; 4] = [
    "download asked for",
    "head of a download read",
    "part of a download read",
    "download read, not confirmed",
];

/// Begins to send a message, and vanishes.
pub(super) async fn sending(world: &World, member: &Member, letter: &Letter, chance: &mut Chance) {
    let step = usize::try_from(chance.within(&(0..8))).unwrap_or_default();
    let done = timeout(DEADLINE, send_until(world, member, letter, step)).await;
    // Whatever hindered it: it is gone either way.
    if let (Ok(Ok(())), Some(step)) = (done, SENDING.get(step)) {
        world.history.vanished(step);
    }
}

async fn send_until(
    world: &World,
    member: &Member,
    letter: &Letter,
    step: usize,
) -> anyhow::Result<()> {
    let seat = world.seat(member).await?;
    let mut connection = seat.connect().await?;
    let head = seat.sending(letter);
    let (manifest, sealed) = (&letter.manifest[..], &letter.sealed[..]);
    let part = |bytes: &'_ [u8], until: usize| bytes.get(..until).unwrap_or_default().to_vec();
    let bytes = match step {
        0 => Vec::new(),
        1 => head.into_bytes(),
        2 => [head.into_bytes(), part(manifest, manifest.len() / 2)].concat(),
        3 => [head.as_bytes(), manifest].concat(),
        4 => [head.as_bytes(), manifest, &part(sealed, sealed.len() / 2)].concat(),
        5 => {
            let most = part(sealed, sealed.len().saturating_sub(1));
            [head.as_bytes(), manifest, &most].concat()
        }
        _ => [head.as_bytes(), manifest, sealed].concat(),
    };
    connection.send_raw(&bytes).await?;
    if step == 7 {
        connection.some(20).await?;
    }
    Ok(())
}

/// Begins a download, and vanishes.
pub(super) async fn fetching(world: &World, member: &Member, id: MessageId, chance: &mut Chance) {
    let step = usize::try_from(chance.within(&(0..4))).unwrap_or_default();
    let done = timeout(DEADLINE, fetch_until(world, member, id, step)).await;
    if let (Ok(Ok(())), Some(step)) = (done, FETCHING.get(step)) {
        world.history.vanished(step);
    }
}

async fn fetch_until(
    world: &World,
    member: &Member,
    id: MessageId,
    step: usize,
) -> anyhow::Result<()> {
    let seat = world.seat(member).await?;
    let mut connection = seat.connect().await?;
    if step == 0 {
        let asking = seat.ask_content(&mut connection, id);
        // The request is out, and the answer may be on its way.
        drop(timeout(Duration::from_millis(1), asking).await);
        return Ok(());
    }
    let head = seat.ask_content(&mut connection, id).await?;
    if head.status != 200 {
        connection.body(&head).await?;
        return Ok(());
    }
    if let Some(receipt) = &head.receipt {
        let receipt = BASE64_STANDARD.decode(receipt)?;
        world.history.receipt(id, MessageState::Fetched, &receipt);
    }
    match step {
        1 => {}
        2 => drop(connection.some(1_000).await?),
        _ => {
            let body = connection.body(&head).await?;
            let digest = tasuki_seal::sha256(&body);
            world.history.read(id, member.office.number, digest);
        }
    }
    Ok(())
}

/// Begins to confirm a message, and vanishes some milliseconds later.
pub(super) async fn confirming(
    world: &World,
    member: &Member,
    (id, opening): (MessageId, &[u8]),
    chance: &mut Chance,
) {
    let caller = member.caller();
    let patience = Duration::from_micros(chance.within(&(0..8_000)));
    let confirmed = timeout(patience, caller.put_opened(id, opening.to_vec())).await;
    match confirmed {
        Err(_) => world.history.vanished("confirmation sent, answer not read"),
        Ok(Ok(answer)) if answer.status == 200 => {
            if let Ok(receipt) = answer.receipt() {
                world.history.receipt(id, MessageState::Opened, &receipt);
            }
        }
        Ok(_) => {}
    }
}
