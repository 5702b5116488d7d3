//! A platform that nothing goes wrong with.

use std::path::Path;

use tasuki_seal::sha256;
use tasuki_testing::{Town, TownPlan, note};

use super::*;
use crate::args::Run;

/// A platform in this process, with three offices.
pub(super) async fn calm(folder: &Path) -> (Town, Arc<World>) {
    let clock = Arc::new(tasuki_terms::SystemClock);
    let mut town = Box::pin(Town::found(folder, TownPlan::default(), clock))
        .await
        .unwrap();
    let asked = Run {
        minutes: 1.0,
        engine: crate::args::Engine::Sqlite,
        seed: 1,
        offices: 3,
        processes: 1,
        folder: None,
        json: None,
        plan: false,
    };
    let offices = crate::ground::enter(&town, &asked).await.unwrap();
    town.start().await.unwrap();
    let exchange = town.exchange();
    let line = exchange.rsplit('/').next().unwrap();
    let port = line.rsplit(':').next().unwrap().parse().unwrap();
    let line = SocketAddr::from(([127, 0, 0, 1], port));
    let world = World::new(offices, line).unwrap();
    for member in &world.members {
        world.log_in(member).await;
    }
    (town, world)
}

/// A message from the first office to the second, which nobody has sent yet.
pub(super) fn message(world: &World, number: u64) -> SealedMessage {
    let [from, to, ..] = &world.members[..] else {
        panic!("too few offices");
    };
    let message = note(number, &from.office, &to.office, 20_000).unwrap();
    let meant = Meant {
        sender: from.office.number,
        receiver: to.office.number,
        content: sha256(&message.envelope),
        is_given_up: false,
    };
    world
        .history
        .book()
        .meant
        .insert(message.manifest.id, meant);
    message
}
