use tasuki_desk::Fault;

use super::*;
use crate::command::lists::samples;

fn folder() -> &'static Path {
    Path::new("/home/office/ledger/sent/0195d2e3-dc00-7000-8000-000000000001")
}

fn shown<T>(show: impl FnOnce(Sent<'_>) -> T) -> T {
    let manifest = samples::manifest();
    show(Sent {
        manifest: &manifest,
        accepted_at: "2025-03-25T01:20:00Z".parse().unwrap(),
        report: &CheckReport::default(),
        folder: folder(),
    })
}

/// A draft whose files do not go together.
fn refused() -> DeskError {
    let file = DraftFile {
        name: "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV".to_owned(),
        bytes: b"x\r\n".to_vec(),
    };
    let draft = Draft {
        files: vec![
            file,
            DraftFile {
                name: "予定.xlsx".to_owned(),
                bytes: b"PK\x03\x04".to_vec(),
            },
        ],
        ..Draft::default()
    };
    let office = "1370000001".parse().unwrap();
    let faults: Vec<Fault> = draft
        .check(office, &tasuki_exchange::Limits::default())
        .unwrap_err();
    DeskError::Draft { faults }
}

#[test]
fn what_was_sent_is_shown_with_its_receipt() {
    insta::assert_snapshot!(shown(|sent| sent.text()));
}

#[test]
fn what_was_sent_and_what_was_not_in_json() {
    let sent = shown(|sent| SentJson::sent(&sent));
    let id = samples::manifest().id;
    let receiver = Some(samples::manifest().receiver);
    let waits = DeskError::Waiting { id };
    insta::assert_json_snapshot!([
        sent,
        SentJson::failed(id, receiver, &waits),
        SentJson::failed(id, None, &refused()),
    ]);
}

#[test]
fn what_is_refused_is_shown_with_places_and_advice() {
    insta::assert_snapshot!(show::error(&refused()));
}
