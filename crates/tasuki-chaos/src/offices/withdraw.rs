//! Taking messages back: too early, too late, several times, and without waiting for the answer.

use tasuki_seal::SealedMessage;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Answer, Chance};
use tasuki_wire::MessageDetail;

use super::send::accepted;
use super::{Member, Request, World, vanish};
use crate::history::Asked;
use crate::model::Order;

/// The withdrawal of a message that was never sent: there is nothing to withdraw yet.
pub(super) async fn early(world: &World, member: &Member, id: MessageId) {
    let answer = world.ask(member, Request::Withdraw(id)).await;
    if answer.is_none() {
        // It may arrive behind the message.
        world.history.asked(id, Asked::Withdraw);
    }
    let order = Order::WithdrawalBeforeSend;
    world.history.ordered(id, order, answer.as_ref());
}

/// A message and its withdrawal at once, on two connections.
pub(super) async fn beside(world: &World, member: &Member, message: &SealedMessage) {
    let id = message.manifest.id;
    world.history.asked(id, Asked::Withdraw);
    let (sent, withdrawn) = tokio::join!(
        world.ask(member, Request::Send(message)),
        world.ask(member, Request::Withdraw(id)),
    );
    if let Some(sent) = sent {
        accepted(world, message, &sent);
    }
    if let Some(answer) = &withdrawn {
        told(world, id, answer);
    }
    let order = Order::WithdrawalBesideSend;
    world.history.ordered(id, order, withdrawn.as_ref());
}

/// Takes a message back, often several times.
pub(super) async fn run(
    world: &World,
    member: &Member,
    chance: &mut Chance,
    message: &SealedMessage,
) {
    let id = message.manifest.id;
    if chance.within(&(0..3)) == 0 {
        vanish::withdrawing(world, member, id, chance).await;
        if chance.within(&(0..3)) == 0 {
            // Never asked again: it is withdrawn, or goes its way.
            return;
        }
    }
    world.history.asked(id, Asked::Withdraw);
    let both = tokio::join!(
        world.ask(member, Request::Withdraw(id)),
        world.ask(member, Request::Withdraw(id)),
    );
    // Whoever asks again is told what became of it.
    let last = world.persist(member, chance, Request::Withdraw(id)).await;
    let mut answers: Vec<_> = [both.0, both.1, Some(last)]
        .into_iter()
        .flatten()
        .map(|answer| (told(world, id, &answer), answer))
        .collect();
    let first = answers.iter().position(|(receipt, _)| receipt.is_some());
    let order = match first {
        None => Order::WithdrawalBehindDownload,
        Some(first) => {
            answers.remove(first);
            Order::WithdrawalAgain
        }
    };
    for (_, answer) in &answers {
        world.history.ordered(id, order, Some(answer));
    }
    if first.is_some() && chance.within(&(0..2)) == 0 {
        let answer = world.ask(member, Request::Send(message)).await;
        let order = Order::SendBehindWithdrawal;
        world.history.ordered(id, order, answer.as_ref());
        if let Some(answer) = answer {
            accepted(world, message, &answer);
        }
    }
}

/// The withdrawal of an accepted message, if its receiver has it.
pub(super) async fn late(world: &World, member: &Member, id: MessageId) {
    let path = format!("/v1/messages/{id}");
    let answer = world.ask(member, Request::Get(&path)).await;
    let detail = answer.and_then(|answer| answer.json::<MessageDetail>().ok());
    let state = detail.map(|detail| detail.summary.state);
    if let Some(MessageState::Fetched | MessageState::Opened) = state {
        let answer = world.ask(member, Request::Withdraw(id)).await;
        let order = Order::WithdrawalBehindDownload;
        world.history.ordered(id, order, answer.as_ref());
    }
}

/// Notes what a withdrawal was answered; its receipt, unless the message was fetched before.
fn told(world: &World, id: MessageId, answer: &Answer) -> Option<Vec<u8>> {
    let withdrawn = (id, MessageState::Withdrawn);
    world.history.answered(withdrawn, "withdraw", answer)
}
