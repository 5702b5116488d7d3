//! A store with its last steps, and what must be there after each of them.

use std::ops::RangeInclusive;

use anyhow::Context as _;
use tasuki_seal::sha256;
use tasuki_store::{
    Change, Contents, ContentsPlace, DatabasePlace, Inserted, NewMessage, Place, Records,
};
use tasuki_terms::{Digest, Entropy, MessageId, MessageState, OfficeNumber, Timestamp};
use tasuki_testing::{Chance, accepted};
use tempfile::TempDir;

use super::Part;

pub(super) const RECORDS: &str = "records.db";
pub(super) const WAL: &str = "records.db-wal";

/// How many messages there are.
const MESSAGES: usize = 4;
/// Bytes of a content; manifests and receipts are as long as real ones.
const CONTENT: usize = 4_000;
const MANIFEST: usize = 2_200;
const RECEIPT: usize = 1_900;
/// The moment of the first message, in seconds.
const BEGAN: i64 = 1_743_000_000;

/// One answered step.
#[derive(Clone, Debug)]
struct Step {
    /// Which message, and what became of it.
    message: usize,
    state: MessageState,
    /// How long the log was when it was answered.
    log: usize,
    /// How long the segment was.
    segment: usize,
}

/// A message with all that was written of it.
#[derive(Clone, Debug)]
struct Message {
    new: NewMessage,
    content: Vec<u8>,
    fetched: Vec<u8>,
}

/// The files, and what they hold.
pub(super) struct State {
    pub(super) records: Vec<u8>,
    pub(super) log: Vec<u8>,
    pub(super) segment: Vec<u8>,
    pub(super) segment_name: String,
    messages: Vec<Message>,
    steps: Vec<Step>,
}

/// Chance that is the same in every run.
struct Seeded(std::sync::Mutex<Chance>);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut chance = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let drawn = chance.bytes(bytes.len());
        bytes.copy_from_slice(&drawn);
    }
}

impl State {
    /// Makes a store; the last message is accepted last of all, behind a download.
    pub(super) async fn make(seed: u64, folder: &TempDir) -> anyhow::Result<Self> {
        let file = folder.path().join(RECORDS);
        let place = DatabasePlace::File(file.clone());
        Records::migrate(&place).await?;
        let records = Records::open(&place).await?;
        let kept = folder.path().join("contents");
        let contents = Contents::open(&ContentsPlace::Folder(kept.clone()), "before", 1 << 30)?;
        let mut chance = Chance::new(seed);
        let (mut messages, mut steps) = (Vec::new(), Vec::new());
        let length = |path: &std::path::Path| -> anyhow::Result<usize> {
            Ok(usize::try_from(fs_err::metadata(path)?.len())?)
        };
        for number in 0..MESSAGES {
            let (content, manifest, receipt, fetched) = (
                chance.bytes(CONTENT),
                chance.bytes(MANIFEST),
                chance.bytes(RECEIPT),
                chance.bytes(RECEIPT),
            );
            let place = put(&contents, &content).await?;
            let segment = kept.join(&place.segment);
            let new = message(&mut chance, number, place, manifest, receipt)?;
            records.insert_message(new.clone()).await?;
            let mut step = |state, log| -> anyhow::Result<()> {
                steps.push(Step {
                    message: number,
                    state,
                    log,
                    segment: length(&segment)?,
                });
                Ok(())
            };
            step(MessageState::Accepted, length(&folder.path().join(WAL))?)?;
            if number + 1 < MESSAGES {
                records.change_message(change(&new, &fetched)?).await?;
                step(MessageState::Fetched, length(&folder.path().join(WAL))?)?;
            }
            messages.push(Message {
                new,
                content,
                fetched,
            });
        }
        let first = messages.first().context("no message")?;
        let segment_name = first.new.place.segment.clone();
        Ok(Self {
            // Before the records are closed, which would tidy the log away.
            records: fs_err::read(&file)?,
            log: fs_err::read(folder.path().join(WAL))?,
            segment: fs_err::read(kept.join(&segment_name))?,
            segment_name,
            messages,
            steps,
        })
    }

    /// From the end of the last but two steps to the end of the log.
    pub(super) fn last_in_log(&self) -> RangeInclusive<usize> {
        let before = self.steps.iter().rev().nth(2).map_or(0, |step| step.log);
        before..=self.log.len()
    }

    /// The place of the last content in its segment.
    pub(super) fn last_in_segment(&self) -> RangeInclusive<usize> {
        let before = self
            .steps
            .iter()
            .rev()
            .nth(1)
            .map_or(0, |step| step.segment);
        before..=self.segment.len()
    }

    /// Where steps end in a file.
    pub(super) fn ends(&self, part: Part) -> Vec<usize> {
        let ends = self.steps.iter().map(|step| match part {
            Part::Log => step.log,
            Part::Segment => step.segment,
        });
        ends.collect()
    }

    /// The log when the last step had not begun.
    pub(super) fn log_before_last(&self) -> &[u8] {
        let before = self.steps.iter().rev().nth(1).map_or(0, |step| step.log);
        self.log.get(..before).unwrap_or_default()
    }

    /// How many steps a log has whole.
    pub(super) fn steps_in(&self, log: &[u8]) -> usize {
        let is_whole = |step: &&Step| {
            let (there, all) = (log.get(..step.log), self.log.get(..step.log));
            there.is_some() && there == all
        };
        self.steps.iter().take_while(is_whole).count()
    }

    /// What a message must be after so many steps; none if it must not be there.
    fn expected(&self, message: usize, steps: usize) -> Option<MessageState> {
        let done = self.steps.iter().take(steps);
        let mut of_it = done.filter(|step| step.message == message);
        of_it.next_back().map(|step| step.state)
    }

    /// Compares what is there with what was answered.
    pub(super) async fn compare(
        &self,
        steps: usize,
        records: &Records,
        contents: &Contents,
        violations: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        for (number, message) in self.messages.iter().enumerate() {
            let id = message.new.id;
            let row = records.message(id).await?;
            let proofs = records.proofs(id).await?;
            let proofs: Vec<_> = proofs.into_iter().map(|proof| proof.der).collect();
            let (Some(state), Some(row)) = (self.expected(number, steps), &row) else {
                match (self.expected(number, steps), row) {
                    (Some(_), None) => violations.push(format!("message {number} is lost")),
                    (None, Some(_)) => violations.push(format!("message {number} is half there")),
                    _ if !proofs.is_empty() => {
                        violations.push(format!("proofs of message {number} without it"));
                    }
                    _ => {}
                }
                continue;
            };
            if row.state != state {
                let found = row.state;
                violations.push(format!(
                    "message {number} is {found:?}, not {state:?}: lost"
                ));
            }
            let mut given = vec![message.new.manifest.clone(), message.new.receipt.clone()];
            if state == MessageState::Fetched {
                given.push(message.fetched.clone());
            }
            if proofs != given {
                violations.push(format!(
                    "the receipts of message {number} are not those given"
                ));
            }
            if row.place.as_ref() != Some(&message.new.place) {
                violations.push(format!("the place of message {number} is another"));
            }
            let read = contents.read(&message.new.place, 0, CONTENT).await;
            if !read.is_ok_and(|bytes| *bytes == *message.content) {
                violations.push(format!("the content of message {number} is not whole"));
            }
        }
        Ok(())
    }

    /// Tries whether the store goes on: the last message is sent again, as its sender would.
    pub(super) async fn go_on(
        &self,
        steps: usize,
        records: &Records,
        contents: &Contents,
        violations: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        let last = self.messages.last().context("no message")?;
        let new = NewMessage {
            place: put(contents, &last.content).await?,
            ..last.new.clone()
        };
        let expected = match self.expected(self.messages.len() - 1, steps) {
            Some(_) => Inserted::Exists,
            None => Inserted::New,
        };
        let inserted = records.insert_message(new).await?;
        if inserted != expected {
            violations.push(format!("sent again it was {inserted:?}, not {expected:?}"));
        }
        let row = records.message(last.new.id).await?;
        let place = row.and_then(|row| row.place).context("no place")?;
        let read = contents.read(&place, 0, CONTENT).await;
        if !read.is_ok_and(|bytes| *bytes == *last.content) {
            violations.push("what was sent again is not whole".to_owned());
        }
        Ok(())
    }
}

async fn put(contents: &Contents, content: &[u8]) -> anyhow::Result<Place> {
    let mut draft = contents.begin(content.len() as u64)?;
    draft.write(content).await?;
    Ok(draft.finish().await?)
}

fn message(
    chance: &mut Chance,
    number: usize,
    place: Place,
    manifest: Vec<u8>,
    receipt: Vec<u8>,
) -> anyhow::Result<NewMessage> {
    let at = Timestamp::from_second(BEGAN + i64::try_from(number)?)?;
    let entropy = Seeded(std::sync::Mutex::new(Chance::new(chance.number())));
    let office = |n: usize| -> anyhow::Result<OfficeNumber> { Ok(format!("13{n:08}").parse()?) };
    let (digest, receipt_digest) = (sha256(&manifest), digest(&receipt));
    let id = MessageId::new(at, &entropy);
    let parties = (office(1)?, office(2)?);
    Ok(NewMessage {
        digest,
        receipt_digest,
        content_until: Timestamp::from_second(BEGAN + 90 * 86_400)?,
        ..accepted(id, parties, at, place, (manifest, receipt))
    })
}

fn digest(bytes: &[u8]) -> Digest {
    sha256(bytes)
}

fn change(new: &NewMessage, receipt: &[u8]) -> anyhow::Result<Change> {
    Ok(Change {
        id: new.id,
        from: MessageState::Accepted,
        to: MessageState::Fetched,
        at: Timestamp::from_second(BEGAN + 100)?,
        ordinal: 2,
        receipt: receipt.to_vec(),
        receipt_digest: digest(receipt),
    })
}
