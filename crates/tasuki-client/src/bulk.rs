//! What a 一括送信 would send, between the choice of its files and its confirmation. Its files are in the
//! book; how they were sorted and checked is found anew where this program was ended meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{
    BulkPlan, DeskError, DraftFile, DraftId, Fault, KeptPlan, MovedMessage, NewSending, NotTaken,
    PlanStand, PlannedMessage, SeenPlan, Watched,
};
use tasuki_standard::FileName;
use tasuki_terms::{OfficeNumber, Timestamp};

use crate::office::Office;
use crate::watch;

/// How many sorted plans are held; the oldest are sorted again when they are wanted.
const MOST: usize = 4;

/// The files of a plan, sorted. What of it was opened alone since then, only the book knows.
struct Sorted {
    plan: BulkPlan,
    not_taken: Vec<NotTaken>,
    watched: Watched,
}

/// A plan as it stands in the book.
pub(crate) struct Plan {
    pub(crate) id: DraftId,
    sorted: Arc<Sorted>,
    stand: PlanStand,
}

/// Which messages of a plan are not ticked, as the address of its page says: `all`, or their places
/// with commas between them, such as `3,5`.
pub(crate) enum LeftOut {
    /// Nobody has said: those that cannot arrive.
    Unasked,
    /// All of them.
    All,
    /// Those at these places.
    Some(BTreeSet<i64>),
}

impl LeftOut {
    /// Reads it; what is no place is none.
    pub(crate) fn read(text: Option<&str>) -> Self {
        let Some(text) = text else {
            return Self::Unasked;
        };
        if text == "all" {
            return Self::All;
        }
        let places = text.split(',').filter_map(|place| place.parse().ok());
        Self::Some(places.collect())
    }

    /// Whether the message at this place is not ticked; `is_in_vain` where its receiver is known not to
    /// take part.
    pub(crate) fn has(&self, place: i64, is_in_vain: bool) -> bool {
        match self {
            Self::Unasked => is_in_vain,
            Self::All => true,
            Self::Some(places) => places.contains(&place),
        }
    }
}

/// The plans that were sorted since the program's start, by their ids in the book.
#[derive(Default)]
pub(crate) struct Plans(Mutex<BTreeMap<DraftId, Arc<Sorted>>>);

impl Plans {
    /// Sorts and checks the files of a plan that was just kept.
    pub(crate) async fn prepare(
        &self,
        office: &Office,
        id: DraftId,
        kept: KeptPlan,
    ) -> Result<(), DeskError> {
        self.sort(office, id, kept).await.map(drop)
    }

    async fn sort(
        &self,
        office: &Office,
        id: DraftId,
        kept: KeptPlan,
    ) -> Result<Arc<Sorted>, DeskError> {
        let (files, attachments) = told_apart(kept.files, office.number);
        let sorted = Arc::new(Sorted {
            plan: office.plan(files, attachments).await?,
            not_taken: kept.not_taken,
            watched: kept.watched,
        });
        let mut all = self.all();
        all.insert(id, Arc::clone(&sorted));
        if all.len() > MOST {
            all.pop_first();
        }
        Ok(sorted)
    }

    /// Opens the message of a plan at `place` alone, as a draft of its own; from the watched folder it is not offered
    /// any more. None where there is no such message, or it was opened before.
    pub(crate) async fn move_out(
        &self,
        office: &Office,
        id: &str,
        place: i64,
        now: Timestamp,
    ) -> Result<Option<DraftId>, DeskError> {
        let plan = self.find(office, id).await?;
        let Some(message) = plan.and_then(|plan| plan.alone(place)) else {
            return Ok(None);
        };
        office
            .in_book(move |book| book.move_out(&message, now))
            .await
    }

    /// A plan of the book; none where it was confirmed or thrown away.
    pub(crate) async fn find(&self, office: &Office, id: &str) -> Result<Option<Plan>, DeskError> {
        let id = id.to_owned();
        let known = self.all().get(&id).cloned();
        let sorted = if let Some(known) = known {
            known
        } else {
            let key = id.clone();
            let Some(kept) = office.in_book(move |book| book.plan(&key)).await? else {
                return Ok(None);
            };
            self.sort(office, id.clone(), kept).await?
        };
        // Only now: somebody may have opened a message of it alone while it was sorted.
        let key = id.clone();
        let stand = office.in_book(move |book| book.plan_stand(&key)).await?;
        if stand.is_none() {
            self.forget(&id);
        }
        Ok(stand.map(|stand| Plan { id, sorted, stand }))
    }

    /// A plan is no more.
    pub(crate) fn forget(&self, id: &str) {
        self.all().remove(id);
    }

    pub(crate) fn clear(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<DraftId, Arc<Sorted>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Plan {
    /// Its messages, but for those that are drafts of their own, each with its place: that of its first file, which
    /// names it however the messages are sorted.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (i64, &PlannedMessage)> {
        let places = self.places();
        let messages = self.sorted.plan.messages.iter();
        messages.filter_map(move |message| {
            let files = message.draft.files.iter();
            let places = files.map(|file| places.get(&*file.name).copied());
            // None is less than any place: all files must be there.
            Some((places.min().flatten()?, message))
        })
    }

    /// The first place of each name.
    fn places(&self) -> BTreeMap<&str, i64> {
        let files = self.stand.files.iter().rev();
        files.map(|(place, name)| (&**name, *place)).collect()
    }

    /// The files that belong to no message, each with the reason.
    pub(crate) fn left_over(&self) -> &[(DraftFile, Fault)] {
        &self.sorted.plan.left_over
    }

    /// What was not taken in when the files were chosen.
    pub(crate) fn not_taken(&self) -> &[NotTaken] {
        &self.sorted.not_taken
    }

    /// How many messages are drafts of their own (1件だけ開いて直す).
    pub(crate) const fn moved(&self) -> u64 {
        self.stand.moved
    }

    /// The message at a place, as it is opened alone; none where it was before.
    fn alone(&self, place: i64) -> Option<MovedMessage> {
        let (_, message) = self.messages().find(|(at, _)| *at == place)?;
        let is_in = |name: &str| message.draft.files.iter().any(|file| file.name == name);
        let files = self.stand.files.iter().filter(|(_, name)| is_in(name));
        Some(MovedMessage {
            plan: self.id.clone(),
            places: files.map(|(place, _)| *place).collect(),
            draft: message.draft.clone(),
            taken: self.marks(message),
        })
    }

    /// What is sent when the messages at these places were chosen; none where none of them can be.
    pub(crate) fn sending(&self, chosen: &BTreeSet<i64>) -> Option<NewSending> {
        let messages = self.messages();
        let (sent, messages): (BTreeSet<i64>, Vec<_>) = messages
            .filter(|(place, message)| chosen.contains(place) && message.faults.is_empty())
            .unzip();
        if messages.is_empty() {
            return None;
        }
        Some(NewSending {
            taken: messages.iter().flat_map(|one| self.marks(one)).collect(),
            messages: messages
                .into_iter()
                .map(|one| (one.receiver, one.draft.clone()))
                .collect(),
            plan: Some(SeenPlan {
                id: self.id.clone(),
                moved: self.stand.moved,
            }),
            rest: self.rest(&sent),
            by_rule: false,
        })
    }

    /// What stays when the messages at `sent` go: the others, with all that is wrong (送信しなかったもの).
    fn rest(&self, sent: &BTreeSet<i64>) -> KeptPlan {
        let others = self.messages().filter(|(place, _)| !sent.contains(place));
        let files = others.flat_map(|(_, message)| &message.draft.files);
        let left_over = self.left_over().iter().map(|(file, _)| file);
        let files: Vec<DraftFile> = files.chain(left_over).cloned().collect();
        let mut watched = self.sorted.watched.clone();
        watched.retain(|name, _| files.iter().any(|file| file.name == *name));
        KeptPlan {
            files,
            watched,
            not_taken: self.sorted.not_taken.clone(),
        }
    }

    /// The marks of those files of a message that lay in the watched folder.
    fn marks(&self, message: &PlannedMessage) -> Vec<String> {
        watch::marks(&self.sorted.watched, &message.draft)
    }
}

/// The files to be sorted by their names, and the attachments whose names hold the number of a
/// partner (事業所番号).
pub(crate) fn told_apart(
    files: Vec<DraftFile>,
    office: OfficeNumber,
) -> (Vec<DraftFile>, Vec<(OfficeNumber, DraftFile)>) {
    let partners: Vec<OfficeNumber> = files
        .iter()
        .filter_map(|file| FileName::parse(&file.name).ok())
        .map(|name| name.receiver)
        .collect();
    let mut sorted = Vec::with_capacity(files.len());
    let mut attachments = Vec::new();
    for file in files {
        if FileName::is_meant_by(&file.name) {
            sorted.push(file);
            continue;
        }
        let named = numbers(&file.name).into_iter().filter(|one| *one != office);
        // A number that nobody gets a CSV file under may be anything, such as a date and a time.
        match named.into_iter().find(|one| partners.contains(one)) {
            Some(partner) => attachments.push((partner, file)),
            None => sorted.push(file),
        }
    }
    (sorted, attachments)
}

/// The numbers of ten digits in a name.
fn numbers(name: &str) -> Vec<OfficeNumber> {
    name.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests;
