//! Receivers that ask for what is not theirs, not yet theirs, or no longer theirs.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_seal::read_manifest;
use tasuki_terms::MessageId;
use tasuki_testing::Chance;
use tasuki_wire::MessageDetail;

use super::receive::{download, page};
use super::{Member, Request, World};
use crate::history::Asked;
use crate::model::Order;

/// Confirms a message that was listed and never asked for.
pub(super) async fn confirm_unread(
    world: &World,
    member: &Member,
    id: MessageId,
) -> anyhow::Result<()> {
    if world.history.was_asked(id, Asked::Fetch) {
        return Ok(());
    }
    confirm(world, member, id, Order::ConfirmationBeforeDownload).await
}

/// Confirms and downloads a message that is listed as withdrawn.
pub(super) async fn want_withdrawn(
    world: &World,
    member: &Member,
    chance: &mut Chance,
) -> anyhow::Result<()> {
    let withdrawn = page(world, member, "withdrawn").await.unwrap_or_default();
    let which = usize::try_from(chance.within(&(0..withdrawn.len() as u64)))?;
    let Some(id) = withdrawn.get(which).copied() else {
        return Ok(());
    };
    confirm(world, member, id, Order::ConfirmationBehindWithdrawal).await?;
    let answer = download(world, member, id).await;
    let order = Order::DownloadBehindWithdrawal;
    world.history.ordered(id, order, answer.as_ref());
    Ok(())
}

/// Hands in a receipt of opening that follows the receipt of acceptance: there is none of a download.
async fn confirm(
    world: &World,
    member: &Member,
    id: MessageId,
    order: Order,
) -> anyhow::Result<()> {
    let path = format!("/v1/messages/{id}");
    let Some(answer) = world.ask(member, Request::Get(&path)).await else {
        return Ok(());
    };
    let Ok(detail) = answer.json::<MessageDetail>() else {
        world.history.refused("detail", &answer.refusal());
        return Ok(());
    };
    let (manifest, _) = read_manifest(&BASE64_STANDARD.decode(&detail.manifest)?)?;
    let Some(accepted) = detail.receipts.first() else {
        return Ok(());
    };
    let accepted = BASE64_STANDARD.decode(&accepted.receipt)?;
    let receipt = member.office.opening(&manifest, &accepted)?;
    let answer = world.ask(member, Request::Confirm(id, &receipt)).await;
    world.history.ordered(id, order, answer.as_ref());
    Ok(())
}

/// Asks for what may belong to others.
pub(super) async fn spy(world: &World, member: &Member, chance: &mut Chance) {
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
