//! Messages of a plan that are opened alone (1件だけ開いて直す).

use super::work::{seen, sending};
use super::*;

/// The month's files at these places, from 1 on, as they are opened alone.
fn alone(plan: &str, places: &[i64]) -> MovedMessage {
    let files = (1_i64..).zip(month());
    let files = files.filter(|(place, _)| places.contains(place));
    let files: Vec<DraftFile> = files.map(|(_, file)| file).collect();
    MovedMessage {
        plan: plan.to_owned(),
        places: places.to_vec(),
        taken: files.iter().map(|file| mark(&file.name)).collect(),
        draft: Draft {
            files,
            ..Draft::default()
        },
    }
}

fn mark(name: &str) -> String {
    format!("mark of {name}")
}

fn kept_month(book: &Book) -> DraftId {
    let plan = KeptPlan {
        files: month(),
        ..KeptPlan::default()
    };
    book.keep_plan(&plan, now()).unwrap()
}

#[test]
fn what_is_opened_alone_is_in_the_plan_no_more() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = kept_month(&book);
    let second = alone(&id, &[2]);
    let draft = book.move_out(&second, now()).unwrap().unwrap();
    assert_eq!(book.whole_draft(&draft).unwrap(), Some(second.draft));
    // Who presses twice has it once, and no file of it is opened with others.
    assert_eq!(book.move_out(&alone(&id, &[2]), now()).unwrap(), None);
    assert_eq!(book.move_out(&alone(&id, &[1, 2]), now()).unwrap(), None);
    assert_eq!(book.drafts().unwrap().len(), 1);
    // A restart does not bring it back, and the others keep their places.
    let book = desktop.book();
    let left = book.plan(&id).unwrap().unwrap().files;
    assert_eq!(left, [month()[0].clone(), month()[2].clone()]);
    let stand = book.plan_stand(&id).unwrap().unwrap();
    let names = [(1, &left[0]), (3, &left[1])].map(|(place, file)| (place, file.name.clone()));
    assert_eq!(stand.files, names.into());
    assert_eq!(stand.moved, 1);
    assert_eq!(book.plans().unwrap()[0].files, 2);

    let others = book.move_out(&alone(&id, &[1, 3]), now()).unwrap();
    assert!(others.is_some(), "nothing else is in it");
    assert_eq!(book.plan(&id).unwrap(), None);
    assert_eq!(book.plan_stand(&id).unwrap(), None);
    assert_eq!(book.move_out(&alone(&id, &[1]), now()).unwrap(), None);
    assert_eq!(book.drafts().unwrap().len(), 2);
    // Nor is a draft a plan.
    assert_eq!(book.move_out(&alone(&draft, &[1]), now()).unwrap(), None);
}

#[test]
fn a_plan_of_which_something_is_to_be_told_stays_without_files() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let plan = KeptPlan {
        files: month(),
        not_taken: vec![NotTaken {
            what: "例.zip".to_owned(),
            hint: String::new(),
        }],
        ..KeptPlan::default()
    };
    let id = book.keep_plan(&plan, now()).unwrap();
    let all = alone(&id, &[1, 2, 3]);
    assert!(book.move_out(&all, now()).unwrap().is_some());
    let left = book.plan(&id).unwrap().unwrap();
    assert!(left.files.is_empty());
    assert_eq!(left.not_taken, plan.not_taken);
}

#[test]
fn what_is_opened_alone_is_not_offered_again_or_not_opened() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = kept_month(&book);
    let first = alone(&id, &[1]);
    let block = "CREATE TRIGGER full BEFORE INSERT ON taken_file BEGIN
                     SELECT raise(ABORT, 'full'); END";
    let disk = Connection::open(desktop.dir.path().join("book.db")).unwrap();
    disk.execute_batch(block).unwrap();
    book.move_out(&first, now()).unwrap_err();
    assert!(book.drafts().unwrap().is_empty());
    assert_eq!(book.plan(&id).unwrap().unwrap().files, month());
    disk.execute_batch("DROP TRIGGER full").unwrap();
    assert!(book.move_out(&first, now()).unwrap().is_some());
    assert_eq!(book.taken_files().unwrap(), [mark(&month()[0].name)].into());
}

#[test]
fn what_was_opened_alone_meanwhile_is_not_sent() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = kept_month(&book);
    let confirmed = |moved| NewSending {
        plan: Some(seen(&id, moved)),
        ..sending(2)
    };
    book.move_out(&alone(&id, &[1]), now()).unwrap().unwrap();
    assert_eq!(book.begin_sending(&confirmed(0), now()).unwrap(), None);
    assert!(book.open_jobs().unwrap().is_empty());
    assert_eq!(book.plan(&id).unwrap().unwrap().files.len(), 2);
    assert!(book.begin_sending(&confirmed(1), now()).unwrap().is_some());
    assert_eq!(book.plan(&id).unwrap(), None);
}
