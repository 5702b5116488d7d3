//! A message goes out.

use std::sync::Arc;

use anyhow::Context as _;
use tasuki_measure::letters::Letter;
use tokio::time::Instant;

use super::Scene;
use crate::nation::LetterPlan;
use crate::phases::Phase;

/// Makes a message and sends it; what goes wrong is noted.
pub(super) async fn send(scene: Arc<Scene>, plan: LetterPlan, intended: Instant) {
    if let Err(error) = try_send(&scene, plan, intended).await {
        scene.fault(format!("送信できませんでした: {error:#}"));
    }
}

async fn try_send(scene: &Scene, plan: LetterPlan, intended: Instant) -> anyhow::Result<()> {
    let sender = scene.offices.get(plan.sender).context("no sender")?;
    let receiver = scene.offices.get(plan.receiver).context("no receiver")?;
    let mut line = sender.outgoing.lock().await;
    let line = line.as_mut().context("no session")?;
    let who = (&sender.town, line.seat.identity());
    let (letter, inside) = scene.mail.letter(who, &receiver.town, plan.bytes)?;
    scene.ledger.expect(letter.clone(), inside, intended);
    let sent = hand_over(scene, line, &letter).await;
    if let Err(error) = sent {
        scene.ledger.forget(letter.id);
        return Err(error);
    }
    scene.ledger.accepted(letter.id);
    scene.phases.record(Phase::Send, intended.elapsed());
    scene.series.add(scene.elapsed(), |second| &second.accepted);
    Ok(())
}

async fn hand_over(
    scene: &Scene,
    line: &mut super::office::Line,
    letter: &Letter,
) -> anyhow::Result<()> {
    let mut connection = line.connection(&scene.phases).await?;
    line.seat.send(&mut connection, letter).await?;
    line.keep(connection);
    Ok(())
}
