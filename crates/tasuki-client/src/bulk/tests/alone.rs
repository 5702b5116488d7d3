//! Messages that are opened alone (1件だけ開いて直す), however a plan is sorted meanwhile.

use jiff::civil::date;
use tasuki_desk::{Book, Cost, Keyring, Lock, plan_sending};
use tasuki_exchange::Limits;
use tasuki_seal::SystemEntropy;
use tasuki_standard::generate;

use super::*;

const OFFICE: &str = "1370000001";
const PARTNERS: [&str; 3] = ["1370000002", "1370000003", LARGE];
/// The partner whose message is too large for [`narrow`] limits.
const LARGE: &str = "1370000004";

/// A book with the plan of a month for all partners; one gets a large letter, too.
struct Desk {
    book: Book,
    plan: DraftId,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = secrecy::SecretString::from("client horse");
        let lock = Lock {
            cost: Cost::LEAST,
            ..Lock::new(&password)
        };
        let keyring = Keyring::make(folder.path(), &lock).unwrap();
        let file = folder.path().join("book.db");
        let book = Book::open(&file, keyring, Arc::new(SystemEntropy)).unwrap();
        let mut files: Vec<DraftFile> = PARTNERS.into_iter().flat_map(month_for).collect();
        files.push(DraftFile {
            name: format!("連絡票_{LARGE}.pdf"),
            bytes: b"%PDF-1.7\n".repeat(10_000),
        });
        let watched = files
            .iter()
            .map(|file| (file.name.clone(), mark(&file.name)));
        let kept = KeptPlan {
            watched: watched.collect(),
            files,
            ..KeptPlan::default()
        };
        Self {
            plan: book.keep_plan(&kept, now()).unwrap(),
            book,
            _folder: folder,
        }
    }

    /// Sorts the plan as it is in the book now.
    fn sorted(&self, limits: &Limits) -> Arc<Sorted> {
        let kept = self.book.plan(&self.plan).unwrap().unwrap();
        let number = OFFICE.parse().unwrap();
        let (files, attachments) = told_apart(kept.files, number);
        Arc::new(Sorted {
            plan: plan_sending(files, attachments, number, limits),
            not_taken: kept.not_taken,
            watched: kept.watched,
        })
    }

    /// The plan as the book has it now, of what was sorted once.
    fn found(&self, sorted: &Arc<Sorted>) -> Plan {
        Plan {
            id: self.plan.clone(),
            sorted: Arc::clone(sorted),
            stand: self.book.plan_stand(&self.plan).unwrap().unwrap(),
        }
    }

    /// To whom a job sends, and how many files.
    fn lines(&self, job: &str) -> Vec<(String, usize)> {
        let lines = self.book.job(job).unwrap().unwrap().lines.into_iter();
        let told = lines.map(|line| {
            let draft = self.book.draft(&line.draft.unwrap()).unwrap().unwrap();
            (line.partner.to_string(), draft.files.len())
        });
        told.collect()
    }
}

fn month_for(partner: &str) -> Vec<DraftFile> {
    let office = |number: &str, service: &str| generate::Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: "みほん".to_owned(),
    };
    let parties = generate::Parties {
        manager: office(OFFICE, "43"),
        service: office(partner, "11"),
        others: Vec::new(),
    };
    let stamp = generate::Stamp {
        created_on: date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    };
    let plan = generate::Plan::generate(7, &parties, "202504".parse().unwrap(), 2).unwrap();
    let files = plan.files(&stamp).unwrap().into_iter();
    files
        .map(|(name, bytes)| DraftFile { name, bytes })
        .collect()
}

fn mark(name: &str) -> String {
    format!("mark of {name}")
}

fn now() -> Timestamp {
    "2025-03-25T01:20:00Z".parse().unwrap()
}

/// What a platform with small messages allows.
fn narrow() -> Limits {
    Limits {
        bytes: 90_000,
        ..Limits::default()
    }
}

/// The receivers of a plan's messages in their order.
fn receivers(plan: &Plan) -> Vec<&str> {
    let messages = plan.messages();
    messages
        .map(|(_, message)| message.receiver.as_str())
        .collect()
}

fn places(plan: &Plan) -> BTreeSet<i64> {
    plan.messages().map(|(place, _)| place).collect()
}

#[test]
fn what_is_opened_alone_is_what_is_missing_however_the_plan_is_sorted() {
    let desk = Desk::new();
    let first = desk.found(&desk.sorted(&narrow()));
    assert_eq!(receivers(&first), [LARGE, PARTNERS[0], PARTNERS[1]]);
    let (place, _) = first.messages().next().unwrap();
    let alone = first.alone(place).unwrap();
    let draft = desk.book.move_out(&alone, now()).unwrap().unwrap();
    let draft = desk.book.draft(&draft).unwrap().unwrap();
    assert_eq!(draft.files.len(), 4, "three files, and the letter");
    assert!(draft.files.iter().all(|file| file.name.contains(LARGE)));
    let taken = desk.book.taken_files().unwrap();
    assert_eq!(
        taken,
        draft.files.iter().map(|file| mark(&file.name)).collect()
    );

    // Both what was sorted before and what is sorted by other limits now.
    let wide = desk.sorted(&Limits::default());
    for plan in [desk.found(&first.sorted), desk.found(&wide)] {
        assert_eq!(receivers(&plan), PARTNERS[..2]);
        assert!(plan.alone(place).is_none());
        assert_eq!(plan.moved(), 1);
    }
    let sending = desk.found(&wide).sending(&places(&first)).unwrap();
    assert!(sending.rest.is_empty());
    let job = desk.book.begin_sending(&sending, now()).unwrap().unwrap();
    let told = PARTNERS[..2]
        .iter()
        .map(|partner| ((*partner).to_owned(), 3));
    assert_eq!(desk.lines(&job), told.collect::<Vec<_>>());
}

#[test]
fn a_place_names_the_same_message_however_the_plan_is_sorted() {
    let desk = Desk::new();
    let told = |limits: &Limits| {
        let plan = desk.found(&desk.sorted(limits));
        let messages = plan.messages();
        let told = messages.map(|(place, one)| (place, one.receiver.to_string()));
        told.collect::<Vec<_>>()
    };
    let (narrow, wide) = (told(&narrow()), told(&Limits::default()));
    assert_ne!(narrow, wide, "the order is another one");
    let (narrow, wide): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (narrow.into_iter().collect(), wide.into_iter().collect());
    assert_eq!(narrow, wide);
}

#[test]
fn a_slow_sort_brings_nothing_back() {
    let desk = Desk::new();
    // One request reads the plan and sorts; another one, of the same plan, opens a message alone meanwhile.
    let slow = desk.sorted(&Limits::default());
    let seen = desk.found(&slow);
    let place = places(&seen).into_iter().next().unwrap();
    let alone = seen.alone(place).unwrap();
    desk.book.move_out(&alone, now()).unwrap().unwrap();
    assert_eq!(receivers(&desk.found(&slow)), PARTNERS[1..]);
    // What was seen before is not sent, and the others are when the book was asked again.
    let chosen = places(&seen);
    let begin = |plan: &Plan| {
        let sending = plan.sending(&chosen).unwrap();
        desk.book.begin_sending(&sending, now()).unwrap()
    };
    assert_eq!(begin(&seen), None);
    assert!(desk.book.open_jobs().unwrap().is_empty());
    let job = begin(&desk.found(&slow)).unwrap();
    let told = [(PARTNERS[1].to_owned(), 3), (LARGE.to_owned(), 4)];
    assert_eq!(desk.lines(&job), told);
}
