//! What a 一括送信 would send, between the choice of its files and its confirmation. Its files are in the
//! book; how they were sorted and checked is found anew where this program was ended meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{
    BulkPlan, DeskError, DraftFile, DraftId, KeptPlan, NotTaken, PlannedMessage, Watched,
};
use tasuki_standard::FileName;
use tasuki_terms::{OfficeNumber, Timestamp};

use crate::office::Office;
use crate::watch;

/// How many sorted plans are held; the oldest are sorted again when they are wanted.
const MOST: usize = 4;

/// A plan, and what was left out of it.
#[derive(Clone)]
pub(crate) struct Sorted {
    pub(crate) plan: Arc<BulkPlan>,
    /// What was not taken in when the files were chosen.
    pub(crate) not_taken: Vec<NotTaken>,
    /// The places of those messages that are drafts of their own meanwhile (1件だけ開いて直す).
    moved: BTreeSet<usize>,
    /// Which of its files lay in the watched folder.
    watched: Watched,
}

/// Which messages of a plan are not ticked, as the address of its page says: `all`, or their places
/// with commas between them, such as `3,5`.
pub(crate) enum LeftOut {
    /// Nobody has said: those that cannot arrive.
    Unasked,
    /// All of them.
    All,
    /// Those at these places, from 0 on.
    Some(BTreeSet<usize>),
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
    pub(crate) fn has(&self, place: usize, is_in_vain: bool) -> bool {
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
    pub(crate) async fn sort(
        &self,
        office: &Office,
        id: DraftId,
        kept: KeptPlan,
    ) -> Result<Arc<Sorted>, DeskError> {
        let (files, attachments) = told_apart(kept.files, office.number);
        let sorted = Arc::new(Sorted {
            plan: Arc::new(office.plan(files, attachments).await?),
            not_taken: kept.not_taken,
            moved: kept.moved,
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
        place: usize,
        now: Timestamp,
    ) -> Result<Option<DraftId>, DeskError> {
        let Some(sorted) = self.find(office, id).await? else {
            return Ok(None);
        };
        let Some(message) = sorted.message(place) else {
            return Ok(None);
        };
        let (draft, marks) = (message.draft.clone(), sorted.marks(message));
        let (plan, is_last) = (id.to_owned(), sorted.has_nothing_but(place));
        let moved = office.in_book(move |book| {
            let draft = book.move_out(&plan, place, &draft, is_last, now)?;
            book.take_files(&marks, now)?;
            Ok(draft)
        });
        let moved = moved.await?;
        if is_last {
            self.forget(id);
        } else if let Some(held) = self.all().get_mut(id) {
            Arc::make_mut(held).moved.insert(place);
        }
        Ok(moved)
    }

    /// A plan of the book; none where it was confirmed or thrown away.
    pub(crate) async fn find(
        &self,
        office: &Office,
        id: &str,
    ) -> Result<Option<Arc<Sorted>>, DeskError> {
        let known = self.all().get(id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let id = id.to_owned();
        let found = office.in_book(move |book| Ok(book.plan(&id)?.map(|kept| (id, kept))));
        match found.await? {
            Some((id, kept)) => Ok(Some(self.sort(office, id, kept).await?)),
            None => Ok(None),
        }
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

impl Sorted {
    /// Its messages with their places, but for those that are drafts of their own.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (usize, &PlannedMessage)> {
        let messages = self.plan.messages.iter().enumerate();
        messages.filter(|(place, _)| !self.moved.contains(place))
    }

    /// The message at a place, unless it is a draft of its own.
    fn message(&self, place: usize) -> Option<&PlannedMessage> {
        let message = self.plan.messages.get(place)?;
        (!self.moved.contains(&place)).then_some(message)
    }

    /// How many messages are drafts of their own.
    pub(crate) fn moved(&self) -> usize {
        self.moved.len()
    }

    /// Whether the message at a place is all of which somebody must still think.
    fn has_nothing_but(&self, place: usize) -> bool {
        let left_over = self.plan.left_over.len() + self.not_taken.len();
        left_over == 0 && self.messages().all(|(other, _)| other == place)
    }

    /// What stays when the messages at `sent` go: the others, with all that is wrong (送信しなかったもの).
    pub(crate) fn rest(&self, sent: &BTreeSet<usize>) -> KeptPlan {
        let others = self.messages().filter(|(place, _)| !sent.contains(place));
        let files = others.flat_map(|(_, message)| &message.draft.files);
        let left_over = self.plan.left_over.iter().map(|(file, _)| file);
        let files: Vec<DraftFile> = files.chain(left_over).cloned().collect();
        let mut watched = self.watched.clone();
        watched.retain(|name, _| files.iter().any(|file| file.name == *name));
        KeptPlan {
            files,
            watched,
            not_taken: self.not_taken.clone(),
            moved: BTreeSet::new(),
        }
    }

    /// The marks of those files of a message that lay in the watched folder.
    pub(crate) fn marks(&self, message: &PlannedMessage) -> Vec<String> {
        watch::marks(&self.watched, &message.draft)
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
mod tests {
    use super::*;

    fn file(name: &str) -> DraftFile {
        DraftFile {
            name: name.to_owned(),
            bytes: Vec::new(),
        }
    }

    #[test]
    fn the_address_says_what_is_not_ticked() {
        let told = |text| {
            let left_out = LeftOut::read(text);
            [0, 3, 5].map(|place| left_out.has(place, place == 5))
        };
        assert_eq!(told(None), [false, false, true], "who does not take part");
        assert_eq!(told(Some("")), [false, false, false]);
        assert_eq!(told(Some("3,5")), [false, true, true]);
        assert_eq!(told(Some("all")), [true, true, true]);
        assert_eq!(told(Some("0,x,-1")), [true, false, false]);
    }

    #[test]
    fn what_is_not_sent_stays_with_all_that_is_told_of_it() {
        let message = |name: &str| PlannedMessage {
            receiver: "1370000002".parse().unwrap(),
            draft: tasuki_desk::Draft {
                files: vec![file(name)],
                ..tasuki_desk::Draft::default()
            },
            report: tasuki_standard::CheckReport::default(),
            faults: Vec::new(),
        };
        let fault = tasuki_desk::Fault::Extension {
            name: "表.xlsx".to_owned(),
        };
        let sorted = Sorted {
            plan: Arc::new(BulkPlan {
                messages: ["a.CSV", "b.CSV", "c.CSV", "d.CSV"].map(message).into(),
                left_over: vec![(file("表.xlsx"), fault)],
            }),
            moved: BTreeSet::from([3]),
            not_taken: vec![NotTaken {
                what: "例.zip".to_owned(),
                hint: String::new(),
            }],
            watched: ["a.CSV", "b.CSV"]
                .map(|name| (name.to_owned(), "mark".to_owned()))
                .into(),
        };
        let rest = sorted.rest(&BTreeSet::from([1]));
        let names: Vec<_> = rest.files.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["a.CSV", "c.CSV", "表.xlsx"]);
        let watched: Vec<_> = rest.watched.keys().map(|name| &**name).collect();
        assert_eq!(watched, ["a.CSV"]);
        assert_eq!(rest.not_taken, sorted.not_taken);
    }

    #[test]
    fn an_attachment_goes_to_the_partner_whose_number_is_in_its_name() {
        let csv = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
        let files = vec![
            file(csv),
            file("連絡票_1370000002.pdf"),
            file("1370000001_1370000002.pdf"),
            file("1370000009.pdf"),
            file("案内.pdf"),
        ];
        let (sorted, attachments) = told_apart(files, "1370000001".parse().unwrap());
        let sorted: Vec<_> = sorted.iter().map(|file| &*file.name).collect();
        assert_eq!(sorted, [csv, "1370000009.pdf", "案内.pdf"]);
        assert_eq!(attachments.len(), 2);
        assert!(
            attachments
                .iter()
                .all(|(to, _)| to.as_str() == "1370000002")
        );
    }
}
