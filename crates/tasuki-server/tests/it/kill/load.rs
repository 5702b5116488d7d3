//! Senders and receivers who never give up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tasuki_seal::SealedMessage;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Answer, Caller, Chance, TownOffice, note};
use tokio::sync::watch;

use crate::town::Three;

/// How many messages there are; senders begin again when all are sent.
const MESSAGES: u64 = 1_200;

/// What all clients share.
pub(super) struct Load {
    pub(super) messages: BTreeMap<MessageId, Arc<SealedMessage>>,
    /// Each sender's messages, in its order.
    queues: Vec<Vec<Arc<SealedMessage>>>,
    state: watch::Sender<State>,
    book: Mutex<Book>,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// Which start of the platform it is.
    round: u32,
    is_up: bool,
    is_finishing: bool,
    /// How many sends began, sends were answered, and messages were received.
    steps: u64,
    /// How many senders have finished.
    finished: usize,
}

/// All that the platform ever promised.
#[derive(Clone, Default)]
pub(super) struct Book {
    /// The answers to sends.
    pub(super) accepted: BTreeMap<MessageId, Bytes>,
    /// The receipts for fetching.
    pub(super) fetched: BTreeMap<MessageId, Vec<u8>>,
    /// The receipts for opening.
    pub(super) opened: BTreeMap<MessageId, Vec<u8>>,
    /// Messages that were accepted by a later try.
    pub(super) retried: usize,
    /// Those of them that an earlier try had brought in, whose answer was lost.
    pub(super) unanswered: usize,
    /// In which rounds sends broke off that were under way.
    pub(super) broken: BTreeSet<u32>,
    /// How many did.
    pub(super) broken_sends: usize,
}

impl Load {
    pub(super) fn new(three: &Three) -> Self {
        let mut chance = Chance::new(7);
        let mut messages = BTreeMap::new();
        let mut queues = vec![Vec::new(); super::SENDERS];
        for seed in 0..MESSAGES {
            // Most are small, a few are large.
            let most = [5_000, 5_000, 30_000, 100_000, 300_000];
            let most = most[usize::try_from(chance.within(&(0..5))).unwrap()];
            let size = usize::try_from(chance.within(&(2_000..most))).unwrap();
            let sender = usize::try_from(seed).unwrap() % super::SENDERS;
            let office = [&three.manager, &three.stranger][sender % 2];
            let message = Arc::new(note(seed, office, &three.helper, size).unwrap());
            queues[sender].push(Arc::clone(&message));
            messages.insert(message.manifest.id, message);
        }
        Self {
            messages,
            queues,
            state: watch::Sender::default(),
            book: Mutex::default(),
        }
    }

    pub(super) fn is_up(&self, round: u32) {
        self.state.send_modify(|state| {
            (state.round, state.is_up) = (round, true);
        });
    }

    pub(super) fn is_down(&self) {
        self.state.send_modify(|state| state.is_up = false);
    }

    /// Senders end with the message that they are sending, receivers when nothing is left.
    pub(super) fn finish(&self) {
        self.state.send_modify(|state| state.is_finishing = true);
    }

    pub(super) fn book(&self) -> Book {
        self.book.lock().unwrap().clone()
    }

    fn note(&self, write: impl FnOnce(&mut Book)) {
        write(&mut self.book.lock().unwrap());
    }

    /// Waits until the platform is up; tells which start of it that is.
    async fn up(&self) -> u32 {
        let mut state = self.state.subscribe();
        let state = state.wait_for(|state| state.is_up).await.unwrap();
        state.round
    }

    /// Waits until so many more steps were taken: sends begun or answered, messages received.
    pub(super) async fn steps(&self, more: u64) {
        let mut state = self.state.subscribe();
        let until = state.borrow().steps + more;
        state.wait_for(|state| state.steps >= until).await.unwrap();
    }

    fn step(&self) {
        self.state.send_modify(|state| state.steps += 1);
    }

    /// Whether the platform that was up in a round was killed since.
    fn went_down(&self, round: u32) -> bool {
        let state = self.state.borrow();
        !state.is_up || state.round > round
    }
}

/// Whether a request broke off that had a connection.
fn was_under_way(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<reqwest::Error>();
    !error.is_some_and(reqwest::Error::is_connect)
}

/// Sends its messages one after the other, each until it is answered.
pub(super) async fn send(load: Arc<Load>, caller: Caller, n: usize) {
    let queue = load.queues[n].iter();
    for message in queue.cycle() {
        if load.state.borrow().is_finishing {
            break;
        }
        let (id, mut tries) = (message.manifest.id, 0);
        let answer = loop {
            let round = load.up().await;
            load.step();
            match caller.send(message).await {
                Ok(answer) => break answer,
                Err(error) => {
                    assert!(load.went_down(round), "{error:?}");
                    if was_under_way(&error) {
                        tries += 1;
                        load.note(|book| {
                            book.broken.insert(round);
                            book.broken_sends += 1;
                        });
                    }
                }
            }
        };
        load.note(|book| accepted(book, id, &answer, tries));
        load.step();
    }
    load.state.send_modify(|state| state.finished += 1);
}

/// Notes an answer; whatever was answered before must be answered again.
fn accepted(book: &mut Book, id: MessageId, answer: &Answer, tries: usize) {
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    if let Some(before) = book.accepted.get(&id) {
        assert_eq!((answer.status, &answer.body), (200, before), "{id}");
        return;
    }
    assert!(tries > 0 || answer.status == 201, "{id} was there before");
    book.retried += usize::from(tries > 0);
    book.unanswered += usize::from(answer.status == 200);
    book.accepted.insert(id, answer.body.clone());
}

/// Fetches and opens whatever is listed, until the senders have finished and nothing is left.
pub(super) async fn receive(load: Arc<Load>, caller: Caller, office: TownOffice) {
    let mut state = load.state.subscribe();
    loop {
        let before = *state.borrow_and_update();
        load.up().await;
        match receive_all(&load, &caller, &office).await {
            Ok(0) if before.finished == super::SENDERS => return,
            // Nothing is left: something must happen first.
            Ok(0) => state.changed().await.unwrap(),
            Ok(_) | Err(_) => {}
        }
    }
}

/// Receives what waits; an error is a connection that broke.
async fn receive_all(load: &Load, caller: &Caller, office: &TownOffice) -> anyhow::Result<usize> {
    let mut received = 0;
    for state in [MessageState::Accepted, MessageState::Fetched] {
        let answer = caller
            .get(&format!("/v1/inbox?state={state}&limit=20"))
            .await?;
        let page: tasuki_wire::MessageList = answer.json().unwrap();
        for summary in page.messages {
            let message = &load.messages[&summary.id];
            let id = message.manifest.id;
            let content = caller.fetch(id).await?;
            assert_eq!(content.status, 200, "{}", content.text());
            assert!(content.body == message.envelope, "{id} is not whole");
            let fetched = content.receipt().unwrap();
            load.note(|book| same(&mut book.fetched, id, &fetched));
            let opening = office.opening(&message.manifest, &fetched).unwrap();
            let answer = caller.put_opened(id, opening).await?;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let opened = answer.receipt().unwrap();
            load.note(|book| same(&mut book.opened, id, &opened));
            load.step();
            received += 1;
        }
    }
    Ok(received)
}

/// Notes a receipt; whatever was given before must be given again.
fn same(receipts: &mut BTreeMap<MessageId, Vec<u8>>, id: MessageId, receipt: &[u8]) {
    let before = receipts.entry(id).or_insert_with(|| receipt.to_vec());
    assert_eq!(before, receipt, "{id}");
}
