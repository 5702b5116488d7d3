//! Sending, with all that can be done wrongly.

use std::collections::VecDeque;
use std::sync::Arc;

use anyhow::Context as _;
use tasuki_measure::letters::Letter;
use tasuki_seal::{SealedMessage, sha256};
use tasuki_terms::MessageState;
use tasuki_testing::{Answer, Chance, note};

use super::{Member, Request, World, rest, vanish, withdraw};
use crate::history::Meant;
use crate::model::Order;

/// Pauses between two messages, milliseconds.
const PAUSES: std::ops::Range<u64> = 100..900;
/// Bytes of a message at most, most of them small.
const SIZES: [u64; 6] = [3_000, 5_000, 20_000, 20_000, 60_000, 150_000];
/// How many messages an office remembers, to send them again.
const KEPT: usize = 10;

/// Sends one message after the other until the run ends.
pub(super) async fn run(world: Arc<World>, place: usize, mut chance: Chance) -> anyhow::Result<()> {
    let member = world.members.get(place).context("no office")?;
    let mut kept = VecDeque::new();
    while !world.is_finishing() {
        one(&world, member, &mut chance, &mut kept).await?;
        if chance.within(&(0..4)) == 0 {
            vanish::anywhere(&world, member, &mut chance).await;
        }
        rest(&mut chance, PAUSES).await;
    }
    world.stage.send_modify(|stage| stage.ended += 1);
    Ok(())
}

async fn one(
    world: &World,
    member: &Member,
    chance: &mut Chance,
    kept: &mut VecDeque<Arc<SealedMessage>>,
) -> anyhow::Result<()> {
    let receiver = loop {
        let which = usize::try_from(chance.within(&(0..world.members.len() as u64)))?;
        let other = world.members.get(which).context("no office")?;
        if other.office.number != member.office.number {
            break other;
        }
    };
    let which = usize::try_from(chance.within(&(0..SIZES.len() as u64)))?;
    let most = SIZES.get(which).copied().unwrap_or(3_000);
    let size = usize::try_from(chance.within(&(1_000..most)))?;
    let (from, to) = (&member.office, &receiver.office);
    let message = Arc::new(note(chance.number(), from, to, size)?);
    let id = message.manifest.id;
    let is_given_up = chance.within(&(0..20)) == 0;
    let meant = Meant {
        sender: from.number,
        receiver: to.number,
        content: sha256(&message.envelope),
        is_given_up,
    };
    world.history.book().meant.insert(id, meant);
    if chance.within(&(0..12)) == 0 {
        withdraw::early(world, member, id).await;
    }
    if is_given_up {
        vanish::sending(world, member, &Letter::of(&message)?, chance).await;
        return Ok(());
    }
    match chance.within(&(0..10)) {
        0 | 1 => vanish::sending(world, member, &Letter::of(&message)?, chance).await,
        2 => twice(world, member, &message).await,
        3 => withdraw::beside(world, member, &message).await,
        _ => {}
    }
    send(world, member, chance, &message).await;
    if chance.within(&(0..8)) == 0 {
        withdraw::run(world, member, chance, &message).await;
    }
    kept.push_back(Arc::clone(&message));
    if kept.len() > KEPT {
        kept.pop_front();
    }
    if chance.within(&(0..4)) == 0 {
        let which = usize::try_from(chance.within(&(0..kept.len() as u64)))?;
        if let Some(old) = kept.get(which) {
            again(world, member, chance, old).await;
        }
    }
    if chance.within(&(0..15)) == 0 {
        steal(world, member, chance, &message).await;
    }
    Ok(())
}

/// Sends a message twice at once, on two connections.
async fn twice(world: &World, member: &Member, message: &SealedMessage) {
    world.history.disordered("the same message twice at once");
    let both = tokio::join!(
        world.ask(member, Request::Send(message)),
        world.ask(member, Request::Send(message)),
    );
    let answers: Vec<_> = [both.0, both.1].into_iter().flatten().collect();
    for answer in &answers {
        accepted(world, message, answer);
    }
    let mut new = answers.iter().filter(|answer| answer.status == 201);
    if let (Some(_), Some(twice)) = (new.next(), new.next()) {
        let id = message.manifest.id;
        world.history.ordered(id, Order::SendAgain, Some(twice));
    }
}

/// Comes back to a message that was accepted: sends it again, or wants it back.
async fn again(world: &World, member: &Member, chance: &mut Chance, old: &SealedMessage) {
    let id = old.manifest.id;
    if chance.within(&(0..2)) == 0 {
        return withdraw::late(world, member, id).await;
    }
    let answer = world.ask(member, Request::Send(old)).await;
    world.history.ordered(id, Order::SendAgain, answer.as_ref());
    if let Some(answer) = answer {
        accepted(world, old, &answer);
    }
}

/// Sends until the message is accepted. Who is refused tries again: the platform's clock may be wrong.
async fn send(world: &World, member: &Member, chance: &mut Chance, message: &SealedMessage) {
    loop {
        let answer = world.persist(member, chance, Request::Send(message)).await;
        if accepted(world, message, &answer) {
            return;
        }
        rest(chance, 200..600).await;
    }
}

/// Notes the receipt; false where there is none.
pub(super) fn accepted(world: &World, message: &SealedMessage, answer: &Answer) -> bool {
    let accepted = (message.manifest.id, MessageState::Accepted);
    let receipt = world.history.answered(accepted, "send", answer);
    receipt.is_some()
}

/// Sends the own message under the id of another one: nothing of that one may change or be told.
async fn steal(world: &World, member: &Member, chance: &mut Chance, message: &SealedMessage) {
    let Some(id) = world
        .any_message(chance)
        .filter(|id| *id != message.manifest.id)
    else {
        return;
    };
    world.history.disordered("another message's id");
    let bytes = &message.envelope;
    let answer = world.ask(member, Request::SendAs(id, bytes)).await;
    match answer {
        // The manifest names another id.
        Some(answer) if answer.status < 400 => world.history.seen(id, member.office.number),
        Some(answer) => world
            .history
            .refused("another message's id", &answer.refusal()),
        None => {}
    }
}
