//! What the platform tells when all is well again.

use std::collections::BTreeSet;
use std::future::ready;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_seal::sha256;
use tasuki_store::{Contents, ContentsPlace, Records};
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Answer, Chance};
use tasuki_wire::{MessageDetail, MessageList};
use tokio::task::JoinSet;

use crate::ground::Ground;
use crate::history::Meant;
use crate::model::{Found, FoundMessage, View};
use crate::offices::{Member, Request, World};

/// How many messages are looked at side by side.
const AT_ONCE: usize = 8;
/// Greater than every name in a store, and how many are read at once.
const NAMES: (&str, u32) = ("~", 1_000);
/// Older than any object that a sweep leaves because its record may be on its way.
const OLD: Duration = Duration::from_hours(48);
/// Sweeps go on where the one before ended.
const SWEEPS: usize = 4;

type List = Vec<(MessageId, MessageState)>;

/// Asks the platform for everything.
pub(crate) async fn ask(world: &Arc<World>) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut chance = Chance::new(3);
    for member in &world.members {
        let number = member.office.number;
        let inbox = list(world, member, &mut chance, "inbox").await?;
        found.inbox.insert(number, inbox);
        let outbox = list(world, member, &mut chance, "outbox").await?;
        found.outbox.insert(number, outbox);
    }
    let meant: Vec<_> = {
        let book = world.history.book();
        book.meant
            .iter()
            .map(|(id, meant)| (*id, meant.clone()))
            .collect()
    };
    let meant = Arc::new(Mutex::new(meant.into_iter()));
    let mut tasks = JoinSet::new();
    for worker in 0..AT_ONCE {
        let (world, meant) = (Arc::clone(world), Arc::clone(&meant));
        tasks.spawn(async move {
            let mut chance = Chance::new(worker as u64);
            let mut messages = Vec::new();
            loop {
                let next = meant.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((id, meant)) = next else {
                    return anyhow::Ok(messages);
                };
                messages.push((id, message(&world, &mut chance, id, &meant).await?));
            }
        });
    }
    while let Some(messages) = tasks.join_next().await {
        found.messages.extend(messages??);
    }
    Ok(found)
}

async fn list(
    world: &World,
    member: &Member,
    chance: &mut Chance,
    which: &str,
) -> anyhow::Result<List> {
    let mut list = List::new();
    let mut path = format!("/v1/{which}?limit=200");
    loop {
        let answer = get(world, member, chance, &path).await;
        ensure!(answer.status == 200, "no list: {}", answer.text());
        let page: MessageList = answer.json()?;
        list.extend(page.messages.iter().map(|one| (one.id, one.state)));
        let Some(next) = page.next else {
            return Ok(list);
        };
        path = format!("/v1/{which}?limit=200&cursor={next}");
    }
}

async fn get(world: &World, member: &Member, chance: &mut Chance, path: &str) -> Answer {
    world.persist(member, chance, Request::Get(path)).await
}

async fn message(
    world: &World,
    chance: &mut Chance,
    id: MessageId,
    meant: &Meant,
) -> anyhow::Result<FoundMessage> {
    let member = |number| {
        let mut members = world.members.iter();
        members.find(|member| member.office.number == number)
    };
    let sender = member(meant.sender).context("no sender")?;
    let receiver = member(meant.receiver).context("no receiver")?;
    let (of_sender, of_receiver) = (
        view(world, sender, chance, id).await?,
        view(world, receiver, chance, id).await?,
    );
    let content = format!("/v1/messages/{id}/content");
    let mut found = FoundMessage {
        of_sender,
        of_receiver,
        content: None,
        strangers: BTreeSet::new(),
    };
    if found.of_receiver.is_some() {
        let answer = get(world, receiver, chance, &content).await;
        found.content = (answer.status == 200).then(|| sha256(&answer.body));
    }
    let which = usize::try_from(chance.within(&(0..world.members.len() as u64)))?;
    if let Some(other) = world.members.get(which) {
        let number = other.office.number;
        if number != meant.sender && number != meant.receiver {
            for path in [format!("/v1/messages/{id}"), content] {
                if get(world, other, chance, &path).await.status < 400 {
                    found.strangers.insert(number);
                }
            }
        }
    }
    Ok(found)
}

/// The ledger as an office sees it, its signatures and chain verified by that office.
async fn view(
    world: &World,
    member: &Member,
    chance: &mut Chance,
    id: MessageId,
) -> anyhow::Result<Option<View>> {
    let answer = get(world, member, chance, &format!("/v1/messages/{id}")).await;
    if answer.status == 404 {
        return Ok(None);
    }
    ensure!(answer.status == 200, "no detail: {}", answer.text());
    let detail: MessageDetail = answer.json()?;
    let mut receipts = Vec::new();
    for entry in &detail.receipts {
        receipts.push((
            entry.state,
            sha256(&BASE64_STANDARD.decode(&entry.receipt)?),
        ));
    }
    let proven = member.office.proven(&detail);
    Ok(Some(View {
        state: detail.summary.state,
        receipts,
        proven: proven.map_err(|error| format!("{error:#}")),
    }))
}

/// Compares the store with the records, behind a sweep; the platform has ended.
pub(crate) async fn store(ground: &mut Ground, found: &mut Found) -> anyhow::Result<()> {
    found.sick = ground.examined().await?;
    let settings = ground.town.settings().store.clone();
    let records = Records::open(&settings.records).await?;
    let contents = Contents::open(&settings.contents, "chaos", settings.segment_bytes)?;
    let objects = ground
        .town
        .contents()
        .server()
        .map(|server| server.objects());
    let folder = match (&settings.contents, objects) {
        (ContentsPlace::Folder(folder), _) => folder.clone(),
        (_, Some(objects)) => objects.join("town"),
        _ => anyhow::bail!("a bucket that is not ours"),
    };
    if let ContentsPlace::Bucket(_) = &settings.contents {
        make_old(&folder)?;
    }
    for _ in 0..SWEEPS {
        contents.sweep(&records, ready(Ok(Vec::new()))).await?;
    }
    let survey = contents.survey(&records).await?;
    found.missing.extend(survey.examples);
    ensure!(
        found.missing.is_empty() == (survey.missing == 0),
        "a survey that contradicts itself"
    );
    let mut named = BTreeSet::new();
    let mut after = String::new();
    loop {
        let page = records.segments_between(&after, NAMES.0, NAMES.1).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(last);
        named.extend(page);
    }
    for entry in fs_err::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !named.contains(&name) {
            found.orphans.push(name);
        }
    }
    Ok(())
}

/// Makes all objects older than those that a sweep leaves alone.
fn make_old(folder: &Path) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let file = fs_err::OpenOptions::new().write(true).open(entry?.path())?;
        let at = file.metadata()?.modified()?;
        file.file().set_modified(at - OLD)?;
    }
    Ok(())
}
