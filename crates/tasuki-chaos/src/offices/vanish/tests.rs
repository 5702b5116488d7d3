//! No step is forgotten, and each can be reached.

use std::collections::BTreeSet;

use super::*;
use crate::model::check;
use crate::offices::Request;
use crate::offices::tests::{calm, message};

#[test]
fn the_operations_are_those_of_the_document() {
    let document = serde_json::to_value(tasuki_server::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    let described: BTreeSet<_> = operations.map(|one| one["operationId"].as_str()).collect();
    let ours: BTreeSet<_> = Operation::ALL.map(|one| Some(one.name())).into();
    assert_eq!(ours, described);
}

#[test]
fn every_operation_is_left_while_asking_and_while_the_answer_comes() {
    for operation in Operation::ALL {
        for at in [Moment::HalfAHead, Moment::Asked, Moment::HalfAnAnswer] {
            let step = Step {
                of: Some(operation),
                at,
            };
            assert!(Step::all().any(|one| one == step), "{step}");
        }
    }
    let names: BTreeSet<_> = Step::all().map(|step| step.to_string()).collect();
    assert_eq!(names.len(), Step::all().count());
    // As docs/reliability.md says.
    assert_eq!(names.len(), 69);
}

#[test]
fn every_step_comes_by_chance() {
    let mut chance = Chance::new(1);
    let mut drawn = BTreeSet::new();
    for _ in 0..2_000 {
        drawn.extend(Step::anywhere(&mut chance));
        for operation in Operation::ALL {
            if operation.is_of_a_message() {
                drawn.extend(Step::within(operation, &mut chance));
            }
        }
    }
    assert_eq!(drawn, Step::all().collect());
}

/// Each on a message of its own, which goes its way afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn every_step_can_be_reached_and_all_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut town, world) = calm(folder.path()).await;
    let [sender, receiver, ..] = &world.members[..] else {
        panic!("too few offices");
    };
    let mut chance = Chance::new(1);
    for (number, step) in Step::all().enumerate() {
        let message = message(&world, number as u64 + 100);
        let (id, letter) = (message.manifest.id, Letter::of(&message).unwrap());
        let of_sender = matches!(
            step.of,
            Some(Operation::SendMessage | Operation::WithdrawMessage)
        );
        if step.of != Some(Operation::SendMessage) {
            let sent = world
                .persist(sender, &mut chance, Request::Send(&message))
                .await;
            assert_eq!(sent.status, 201, "{}", sent.text());
        }
        let member = if of_sender { sender } else { receiver };
        let mut opening = Vec::new();
        if step.of == Some(Operation::ConfirmOpening) {
            world.history.asked(id, Asked::Fetch);
            let fetched = world
                .persist(receiver, &mut chance, Request::Fetch(id))
                .await;
            let fetched = fetched.receipt().unwrap();
            opening = receiver
                .office
                .opening(&message.manifest, &fetched)
                .unwrap();
        }
        let (about, asked) = match step.of {
            Some(Operation::SendMessage) => (About::Letter(&letter), None),
            Some(Operation::ConfirmOpening) => (About::Opening(id, &opening), Some(Asked::Confirm)),
            Some(Operation::WithdrawMessage) => (About::Message(id), Some(Asked::Withdraw)),
            Some(Operation::FetchContent) => (About::Message(id), Some(Asked::Fetch)),
            _ => (About::Message(id), None),
        };
        if let Some(asked) = asked {
            world.history.asked(id, asked);
        }
        let reached = timeout(DEADLINE, until(&world, member, (step, about), &mut chance)).await;
        assert!(matches!(reached, Ok(Ok(()))), "{step}: {reached:?}");
        world
            .persist(sender, &mut chance, Request::Send(&message))
            .await;
    }
    let mut tasks = world.begin(1);
    world.finish().await;
    world.drain();
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap().unwrap();
    }
    let found = crate::found::ask(&world).await.unwrap();
    assert_eq!(check(&world.history.book(), &found), []);
    town.stop().await.unwrap();
}
