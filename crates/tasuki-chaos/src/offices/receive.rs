//! Receiving, with all that can be done wrongly.

use std::sync::Arc;

use anyhow::Context as _;
use tasuki_seal::{Manifest, read_manifest, sha256, split_envelope};
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Answer, Chance};
use tasuki_wire::MessageList;

use super::{Member, Request, World, disorder, rest, vanish};
use crate::history::Asked;
use crate::model::Order;

/// Pauses between two looks at the list, milliseconds.
const PAUSES: std::ops::Range<u64> = 50..500;

/// Fetches and opens whatever is listed, until the run drains and nothing is left.
pub(super) async fn run(world: Arc<World>, place: usize, mut chance: Chance) -> anyhow::Result<()> {
    let member = world.members.get(place).context("no office")?;
    loop {
        let is_last = world.is_draining();
        let mut is_left = false;
        for state in ["accepted", "fetched"] {
            let Some(page) = page(&world, member, state).await else {
                is_left = true;
                continue;
            };
            for id in page {
                if chance.within(&(0..5)) == 0 {
                    disorder::confirm_unread(&world, member, id).await?;
                }
                // Some wait, so that they can be withdrawn.
                if is_last || chance.within(&(0..3)) > 0 {
                    one(&world, member, &mut chance, id).await?;
                }
                is_left = true;
            }
        }
        if is_last && !is_left {
            return Ok(());
        }
        if chance.within(&(0..10)) == 0 {
            disorder::spy(&world, member, &mut chance).await;
        }
        if chance.within(&(0..8)) == 0 {
            disorder::want_withdrawn(&world, member, &mut chance).await?;
        }
        if !is_last && chance.within(&(0..3)) == 0 {
            vanish::anywhere(&world, member, &mut chance).await;
        }
        rest(&mut chance, PAUSES).await;
    }
}

/// What waits in a state; none where the platform does not tell.
pub(super) async fn page(world: &World, member: &Member, state: &str) -> Option<Vec<MessageId>> {
    let path = format!("/v1/inbox?state={state}&limit=50");
    let answer = world.ask(member, Request::Get(&path)).await?;
    if answer.status != 200 {
        world.history.refused("list", &answer.refusal());
        return None;
    }
    let page: MessageList = answer.json().ok()?;
    let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
    for id in &ids {
        world.history.seen(*id, member.office.number);
    }
    Some(ids)
}

async fn one(
    world: &World,
    member: &Member,
    chance: &mut Chance,
    id: MessageId,
) -> anyhow::Result<()> {
    if chance.within(&(0..5)) == 0 {
        vanish::fetching(world, member, id, chance).await;
    }
    let Some((envelope, fetched)) = fetch(world, member, id).await else {
        return Ok(());
    };
    let parts = split_envelope(&envelope).ok();
    let Some((manifest, _)) = parts.and_then(|(manifest, _)| read_manifest(manifest).ok()) else {
        // What was read is noted, and is not what was sent.
        return Ok(());
    };
    if chance.within(&(0..5)) == 0 {
        let opening = member.office.opening(&manifest, &fetched)?;
        vanish::confirming(world, member, (id, &opening), chance).await;
    }
    let is_confirmed = confirm(world, member, (id, &manifest, &fetched), chance).await?;
    if is_confirmed && chance.within(&(0..6)) == 0 {
        let answer = download(world, member, id).await;
        let order = Order::DownloadAgain;
        world.history.ordered(id, order, answer.as_ref());
    }
    Ok(())
}

/// Confirms a message, sometimes twice; whether that was answered well.
async fn confirm(
    world: &World,
    member: &Member,
    (id, manifest, fetched): (MessageId, &Manifest, &[u8]),
    chance: &mut Chance,
) -> anyhow::Result<bool> {
    // Signed anew each time.
    let opening = || member.office.opening(manifest, fetched);
    let (one, other) = (opening()?, opening()?);
    world.history.asked(id, Asked::Confirm);
    let ask = |receipt| world.ask(member, Request::Confirm(id, receipt));
    let how = chance.within(&(0..6));
    let answers = match how {
        0 => <[_; 2]>::from(tokio::join!(ask(&one), ask(&other))).into(),
        1 => vec![ask(&one).await, ask(&other).await],
        _ => vec![ask(&one).await],
    };
    let opened = (id, MessageState::Opened);
    let mut answers: Vec<_> = answers
        .into_iter()
        .flatten()
        .map(|answer| (world.history.answered(opened, "confirm", &answer), answer))
        .collect();
    let Some(first) = answers.iter().position(|(receipt, _)| receipt.is_some()) else {
        return Ok(false);
    };
    answers.remove(first);
    // At once, either may have been the first.
    let again = if how == 0 { 0 } else { first };
    for (_, answer) in answers.iter().skip(again) {
        let order = Order::ConfirmationAgain;
        world.history.ordered(id, order, Some(answer));
    }
    Ok(true)
}

/// Downloads a message; its envelope and the receipt, where it was given whole.
async fn fetch(world: &World, member: &Member, id: MessageId) -> Option<(Vec<u8>, Vec<u8>)> {
    let answer = download(world, member, id).await?;
    let receipt = answer.receipt().ok().filter(|_| answer.status == 200)?;
    Some((answer.body.to_vec(), receipt))
}

/// Asks for a content, and notes what is told.
pub(super) async fn download(world: &World, member: &Member, id: MessageId) -> Option<Answer> {
    world.history.asked(id, Asked::Fetch);
    let answer = world.ask(member, Request::Fetch(id)).await?;
    let history = &world.history;
    if answer.status == 200 {
        history.read(id, member.office.number, sha256(&answer.body));
    }
    // It may have been withdrawn meanwhile.
    history.answered((id, MessageState::Fetched), "download", &answer);
    Some(answer)
}
