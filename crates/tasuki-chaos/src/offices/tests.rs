//! Everything that offices do wrongly, once each on a platform that nothing else goes wrong with.

use std::collections::BTreeSet;
use std::path::Path;

use tasuki_seal::sha256;
use tasuki_testing::{Town, TownPlan, note};

use super::*;
use crate::args::Run;
use crate::model::{Order, Violation, check};

/// Far longer than anything here takes.
const LIMIT: Duration = Duration::from_mins(2);

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

/// Lets offices end what they began; whoever fails is shown.
pub(super) async fn end(world: &World, mut tasks: Tasks) {
    let all = async {
        world.finish(&mut tasks).await.unwrap();
        world.drain(&mut tasks).await.unwrap();
    };
    let ended = timeout(LIMIT, all).await;
    ended.expect("offices do not come to an end");
}

/// Works until every kind of request out of its order was answered, and everything holds.
#[tokio::test(flavor = "multi_thread")]
async fn requests_come_in_every_order_and_are_answered_as_they_must_be() {
    let folder = tempfile::tempdir().unwrap();
    let (mut town, world) = calm(folder.path()).await;
    let mut tasks = world.begin(1);
    let answered = || -> BTreeSet<Order> {
        let book = world.history.book();
        let answers = book.told.values().flat_map(|told| &told.answers);
        answers.map(|(order, _)| *order).collect()
    };
    let all = async {
        while answered().len() < Order::ALL.len() {
            let ended = tasks.try_join_next();
            assert!(ended.is_none(), "an office ended: {ended:?}");
            rest(&mut Chance::new(1), 20..30).await;
        }
    };
    let all = timeout(LIMIT, all).await;
    assert!(all.is_ok(), "only these were answered: {:?}", answered());
    end(&world, tasks).await;
    let found = crate::found::ask(&world).await.unwrap();
    let violations: Vec<Violation> = check(&world.history.book(), &found);
    assert_eq!(violations, []);
    town.stop().await.unwrap();
}
