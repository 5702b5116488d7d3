//! Receiving, with all that can be done wrongly.

use std::sync::Arc;

use anyhow::Context as _;
use tasuki_seal::{read_manifest, sha256, split_envelope};
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::Chance;
use tasuki_wire::MessageList;

use super::{Member, Request, World, rest, vanish};
use crate::history::Asked;

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
            spy(&world, member, &mut chance).await;
        }
        if !is_last && chance.within(&(0..3)) == 0 {
            vanish::anywhere(&world, member, &mut chance).await;
        }
        rest(&mut chance, PAUSES).await;
    }
}

/// What waits in a state; none where the platform does not tell.
async fn page(world: &World, member: &Member, state: &str) -> Option<Vec<MessageId>> {
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
    let opening = member.office.opening(&manifest, &fetched)?;
    if chance.within(&(0..5)) == 0 {
        vanish::confirming(world, member, (id, &opening), chance).await;
    }
    let mut times = 1;
    if chance.within(&(0..6)) == 0 {
        world.history.disordered("confirmed twice");
        times = 2;
    }
    world.history.asked(id, Asked::Confirm);
    for _ in 0..times {
        let answer = world.ask(member, Request::Confirm(id, &opening)).await;
        let Some(answer) = answer else { continue };
        match answer.receipt() {
            Ok(receipt) if answer.status == 200 => {
                world.history.receipt(id, MessageState::Opened, &receipt);
            }
            _ => world.history.refused("confirm", &answer.refusal()),
        }
    }
    if chance.within(&(0..6)) == 0 {
        world.history.disordered("downloaded again behind the end");
        fetch(world, member, id).await;
    }
    Ok(())
}

/// Downloads a message; its envelope and the receipt, where it was given whole.
async fn fetch(world: &World, member: &Member, id: MessageId) -> Option<(Vec<u8>, Vec<u8>)> {
    world.history.asked(id, Asked::Fetch);
    let answer = world.ask(member, Request::Fetch(id)).await?;
    if answer.status != 200 {
        // It may have been withdrawn meanwhile.
        world.history.refused("download", &answer.refusal());
        return None;
    }
    let receipt = answer.receipt().ok()?;
    let history = &world.history;
    history.read(id, member.office.number, sha256(&answer.body));
    history.receipt(id, MessageState::Fetched, &receipt);
    Some((answer.body.to_vec(), receipt))
}

/// Asks for what may belong to others.
async fn spy(world: &World, member: &Member, chance: &mut Chance) {
    let Some(id) = world.any_message(chance) else {
        return;
    };
    let own = {
        let book = world.history.book();
        let meant = book.meant.get(&id);
        meant.is_none_or(|meant| [meant.sender, meant.receiver].contains(&member.office.number))
    };
    if own {
        return;
    }
    world.history.disordered("another office's message");
    for path in ["", "/content"] {
        let path = format!("/v1/messages/{id}{path}");
        let answer = world.ask(member, Request::Get(&path)).await;
        match answer {
            Some(answer) if answer.status < 400 => world.history.seen(id, member.office.number),
            Some(answer) => world
                .history
                .refused("another office's message", &answer.refusal()),
            None => {}
        }
    }
}
