//! No step is forgotten, and each can be reached.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tasuki_seal::SealedMessage;

use super::*;
use crate::model::check;
use crate::offices::Request;
use crate::offices::tests::{calm, end, message};

const OPENAPI: &str = include_str!("../../../../../docs/openapi.json");

/// Method and path of each operation in docs/openapi.json, by its name; what varies is in braces.
fn described() -> BTreeMap<String, (String, String)> {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut described = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            described.insert(name, (method.to_uppercase(), path.clone()));
        }
    }
    described
}

/// Whether a target is one of a path of the document.
fn is_of(target: &str, path: &str) -> bool {
    let target = target.split('?').next().unwrap();
    let (asked, path): (Vec<_>, Vec<_>) = (target.split('/').collect(), path.split('/').collect());
    let fits = |(asked, path): (&&str, &&str)| match path.strip_prefix('{') {
        Some(_) => !asked.is_empty(),
        None => asked == path,
    };
    asked.len() == path.len() && asked.iter().zip(&path).all(fits)
}

#[test]
fn the_operations_are_those_of_the_document() {
    let described: BTreeSet<_> = described().into_keys().collect();
    let ours: BTreeSet<_> = Operation::ALL.map(|one| one.name().to_owned()).into();
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

/// A message of its own that an operation is done with, and all that is done before.
struct Case<'a> {
    message: SealedMessage,
    letter: Letter,
    opening: Vec<u8>,
    sender: &'a Member,
    member: &'a Member,
    of: Option<Operation>,
}

impl<'a> Case<'a> {
    async fn new(world: &'a World, number: u64, of: Option<Operation>) -> Self {
        let [sender, receiver, ..] = &world.members[..] else {
            panic!("too few offices");
        };
        let mut chance = Chance::new(number);
        let message = message(world, number);
        let (id, letter) = (message.manifest.id, Letter::of(&message).unwrap());
        if of != Some(Operation::SendMessage) {
            let sent = Request::Send(&message);
            let sent = world.persist(sender, &mut chance, sent).await;
            assert_eq!(sent.status, 201, "{}", sent.text());
        }
        let mut opening = Vec::new();
        if of == Some(Operation::ConfirmOpening) {
            world.history.asked(id, Asked::Fetch);
            let fetched = Request::Fetch(id);
            let fetched = world.persist(receiver, &mut chance, fetched).await;
            let fetched = fetched.receipt().unwrap();
            let office = &receiver.office;
            opening = office.opening(&message.manifest, &fetched).unwrap();
        }
        let asked = match of {
            Some(Operation::ConfirmOpening) => Some(Asked::Confirm),
            Some(Operation::WithdrawMessage) => Some(Asked::Withdraw),
            Some(Operation::FetchContent) => Some(Asked::Fetch),
            _ => None,
        };
        if let Some(asked) = asked {
            world.history.asked(id, asked);
        }
        let member = match of {
            Some(Operation::SendMessage | Operation::WithdrawMessage) => sender,
            _ => receiver,
        };
        Self {
            message,
            letter,
            opening,
            sender,
            member,
            of,
        }
    }

    fn about(&self) -> About<'_> {
        let id = self.message.manifest.id;
        match self.of {
            Some(Operation::SendMessage) => About::Letter(&self.letter),
            Some(Operation::ConfirmOpening) => About::Opening(id, &self.opening),
            _ => About::Message(id),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_done_where_all_of_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (mut town, world) = calm(folder.path()).await;
    let described = described();
    for (number, operation) in (100..).zip(Operation::ALL) {
        let case = Case::new(&world, number, Some(operation)).await;
        let seat = world.seat(case.member).await.unwrap();
        let wanted = Wanted::of(operation, case.about(), (&seat, case.member)).unwrap();
        let (name, asked) = (operation.name(), wanted.asked());
        let (method, path) = &described[name];
        assert!(
            asked.0 == method && is_of(asked.1, path),
            "{name}: {asked:?}"
        );
        let mut connection = seat.connect().await.unwrap();
        let whole = wanted.until(Moment::Asked).unwrap();
        connection.send_raw(&whole).await.unwrap();
        let head = timeout(DEADLINE, connection.head()).await;
        let status = head.unwrap().unwrap().status;
        assert!((200..300).contains(&status), "{name}: {status}");
    }
    town.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_behind_an_answer_is_not_reached_where_that_is_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let (mut town, world) = calm(folder.path()).await;
    // Never sent: there is no content.
    let case = Case::new(&world, 100, Some(Operation::SendMessage)).await;
    let about = About::Message(case.message.manifest.id);
    let mut chance = Chance::new(1);
    for at in [
        Moment::HalfAnAnswer,
        Moment::Answered,
        Moment::PartOfTheContent,
        Moment::AllOfTheContent,
    ] {
        let step = Step {
            of: Some(Operation::FetchContent),
            at,
        };
        let reached = until(&world, case.member, (step, about), &mut chance).await;
        assert_eq!(reached.unwrap(), Gone::Refused(404), "{step}");
        vanish(&world, case.member, (Some(step), about), &mut chance).await;
    }
    let counts = world.history.book().counts.clone();
    assert_eq!(counts.vanished, BTreeMap::new());
    assert_eq!(counts.refused["a client that vanished: 404"], 4);
    town.stop().await.unwrap();
}

/// Each on a message of its own, which goes its way afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn every_step_can_be_reached_and_all_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut town, world) = calm(folder.path()).await;
    let mut chance = Chance::new(1);
    for (number, step) in (100..).zip(Step::all()) {
        let case = Case::new(&world, number, step.of).await;
        let until = until(&world, case.member, (step, case.about()), &mut chance);
        let reached = timeout(DEADLINE, until).await;
        assert!(
            matches!(reached, Ok(Ok(Gone::AtTheStep))),
            "{step}: {reached:?}"
        );
        let again = Request::Send(&case.message);
        world.persist(case.sender, &mut chance, again).await;
    }
    let tasks = world.begin(1);
    end(&world, tasks).await;
    let found = crate::found::ask(&world).await.unwrap();
    assert_eq!(check(&world.history.book(), &found), []);
    town.stop().await.unwrap();
}
