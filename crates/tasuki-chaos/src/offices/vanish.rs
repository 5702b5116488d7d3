//! Clients that vanish at any step of the protocol: the connection is gone without a good-bye.

mod handshake;
mod step;
#[cfg(test)]
mod tests;
mod wanted;

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_measure::connection::{Connection, Head};
use tasuki_measure::letters::Letter;
use tasuki_measure::seat::Seat;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::Chance;
use tokio::time::{Duration, timeout};

use self::step::{Moment, Operation, Step};
use self::wanted::{About, Wanted};
use super::{DEADLINE, Member, World, rest};
use crate::history::Asked;

/// For how long a client that sent all stays, milliseconds: the platform is in the midst of its work.
const STAYS: std::ops::Range<u64> = 0..8;
/// For how long a listener waits for news.
const LISTENS: Duration = Duration::from_secs(1);
/// Bytes of an answer that has begun: the status is among them.
const BEGUN: usize = 20;

/// How a client came to vanish.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gone {
    /// Where it was to.
    AtTheStep,
    /// It was refused before, with a status other than 2xx.
    Refused(u16),
}

impl Gone {
    /// By the status that it read.
    const fn with(status: u16) -> Self {
        match status {
            200..300 => Self::AtTheStep,
            _ => Self::Refused(status),
        }
    }
}

/// Begins to send a message, and vanishes.
pub(super) async fn sending(world: &World, member: &Member, letter: &Letter, chance: &mut Chance) {
    let step = Step::within(Operation::SendMessage, chance);
    vanish(world, member, (step, About::Letter(letter)), chance).await;
}

/// Begins a download, and vanishes.
pub(super) async fn fetching(world: &World, member: &Member, id: MessageId, chance: &mut Chance) {
    world.history.asked(id, Asked::Fetch);
    let step = Step::within(Operation::FetchContent, chance);
    vanish(world, member, (step, About::Message(id)), chance).await;
}

/// Begins to confirm a message, and vanishes.
pub(super) async fn confirming(
    world: &World,
    member: &Member,
    (id, opening): (MessageId, &[u8]),
    chance: &mut Chance,
) {
    world.history.asked(id, Asked::Confirm);
    let step = Step::within(Operation::ConfirmOpening, chance);
    vanish(world, member, (step, About::Opening(id, opening)), chance).await;
}

/// Begins to take a message back, and vanishes: it may be withdrawn or not.
pub(super) async fn withdrawing(
    world: &World,
    member: &Member,
    id: MessageId,
    chance: &mut Chance,
) {
    world.history.asked(id, Asked::Withdraw);
    let step = Step::within(Operation::WithdrawMessage, chance);
    vanish(world, member, (step, About::Message(id)), chance).await;
}

/// Begins anything that changes no message, the handshake among it, and vanishes.
pub(super) async fn anywhere(world: &World, member: &Member, chance: &mut Chance) {
    let about = world.message_of(member, chance);
    let about = about.map_or(About::Nothing, About::Message);
    let step = Step::anywhere(chance);
    vanish(world, member, (step, about), chance).await;
}

async fn vanish(
    world: &World,
    member: &Member,
    (step, about): (Option<Step>, About<'_>),
    chance: &mut Chance,
) {
    let Some(step) = step else { return };
    let done = timeout(DEADLINE, until(world, member, (step, about), chance)).await;
    match done {
        Ok(Ok(Gone::AtTheStep)) => world.history.vanished(step),
        Ok(Ok(Gone::Refused(status))) => {
            let status = status.to_string();
            world.history.refused("a client that vanished", &status);
        }
        // Whatever hindered it: it is gone either way.
        Ok(Err(_)) | Err(_) => {}
    }
}

/// Comes as far as a step, and is gone. Where nothing of the answer is read, all that counts is what
/// was sent.
async fn until(
    world: &World,
    member: &Member,
    (step, about): (Step, About<'_>),
    chance: &mut Chance,
) -> anyhow::Result<Gone> {
    let Some(operation) = step.of else {
        let socket = handshake::until(step.at, &member.office, &world.place).await?;
        if chance.within(&(0..2)) == 0 {
            socket.set_zero_linger()?;
        }
        return Ok(Gone::AtTheStep);
    };
    let seat = world.seat(member).await?;
    let mut connection = seat.connect().await?;
    if step.at == Moment::Listening {
        listen(&seat, connection).await?;
        return Ok(Gone::AtTheStep);
    }
    let wanted = Wanted::of(operation, about, (&seat, member))?;
    connection.send_raw(&wanted.until(step.at)?).await?;
    match step.at {
        Moment::Asked => rest(chance, STAYS).await,
        Moment::HalfAnAnswer => return Ok(Gone::with(status(&connection.some(BEGUN).await?)?)),
        Moment::Answered | Moment::PartOfTheContent | Moment::AllOfTheContent => {
            return read(world, member, (step, about), &mut connection).await;
        }
        _ => {}
    }
    Ok(Gone::AtTheStep)
}

/// The status with which an answer begins.
fn status(begun: &[u8]) -> anyhow::Result<u16> {
    let line = str::from_utf8(begun)?.strip_prefix("HTTP/1.1 ");
    let status = line.and_then(|line| line.get(..3));
    Ok(status.context("no status")?.parse()?)
}

/// Reads the head of an answer, or more, and notes what it tells.
async fn read(
    world: &World,
    member: &Member,
    (step, about): (Step, About<'_>),
    connection: &mut Connection,
) -> anyhow::Result<Gone> {
    let head = connection.head().await?;
    let gone = Gone::with(head.status);
    let (Some(Operation::FetchContent), About::Message(id), Gone::AtTheStep) =
        (step.of, about, gone)
    else {
        return Ok(gone);
    };
    note_receipt(world, id, &head);
    match step.at {
        Moment::PartOfTheContent => drop(connection.some(1_000).await?),
        Moment::AllOfTheContent => {
            let body = connection.body(&head).await?;
            let digest = tasuki_seal::sha256(&body);
            world.history.read(id, member.office.number, digest);
        }
        _ => {}
    }
    Ok(gone)
}

/// Notes the receipt of a content that was given, or that there is none.
fn note_receipt(world: &World, id: MessageId, head: &Head) {
    let receipt = head.receipt.as_ref();
    match receipt.and_then(|receipt| BASE64_STANDARD.decode(receipt).ok()) {
        Some(receipt) => world.history.receipt(id, MessageState::Fetched, &receipt),
        None => world.history.without_receipt(id, MessageState::Fetched),
    }
}

/// Hears the beginning of the stream of news, and something more if there is any.
async fn listen(seat: &Seat, connection: Connection) -> anyhow::Result<()> {
    let mut stream = seat.listen(connection).await?;
    stream.next().await?;
    if let Ok(news) = timeout(LISTENS, stream.next()).await {
        news?;
    }
    Ok(())
}
