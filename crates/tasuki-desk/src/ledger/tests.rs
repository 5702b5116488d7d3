use super::*;
use tasuki_seal::sha256;

fn names(whole: &[u8], data: &[u8]) -> DraftNames {
    DraftNames {
        whole: sha256(whole),
        data: sha256(data),
    }
}

const ID: &str = "0195d2e3-dc00-7000-8000-000000000000";

fn ledger() -> (tempfile::TempDir, Ledger) {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(dir.path().join("ledger"));
    (dir, ledger)
}

#[test]
fn a_message_is_pending_from_its_beginning_to_its_end() {
    let (_dir, ledger) = ledger();
    let id = ID.parse().unwrap();
    let draft = names(b"draft", b"data");
    assert!(ledger.pending().unwrap().is_empty());
    ledger.begin(id, b"envelope", draft).unwrap();
    assert_eq!(ledger.pending().unwrap(), [(id, Some(draft))]);
    let folder = ledger.message(Side::Sent, id);
    assert_eq!(folder.envelope().unwrap().unwrap(), b"envelope");
    ledger.end(id).unwrap();
    ledger.end(id).unwrap();
    assert!(ledger.pending().unwrap().is_empty());
    assert!(folder.envelope().unwrap().is_some());
}

#[test]
fn what_was_given_up_is_not_sent_by_itself_and_goes_on_under_its_id() {
    let (_dir, ledger) = ledger();
    let id = ID.parse().unwrap();
    let draft = names(b"draft", b"data");
    // What was never there cannot be given up.
    ledger.give_up(id).unwrap();
    ledger.begin(id, b"envelope", draft).unwrap();
    ledger.give_up(id).unwrap();
    ledger.give_up(id).unwrap();
    assert!(ledger.pending().unwrap().is_empty());
    let folder = ledger.message(Side::Sent, id);
    assert_eq!(folder.envelope().unwrap().unwrap(), b"envelope");
    // The platform may have had it all the same.
    let other = ledger.begun_with(names(b"other", b"data").whole);
    assert_eq!(other.unwrap(), None);
    assert_eq!(ledger.begun_with(draft.whole).unwrap(), Some(id));
    assert_eq!(ledger.pending().unwrap(), [(id, Some(draft))]);
    ledger.give_up(id).unwrap();
    ledger.accept(id).unwrap();
    assert_eq!(ledger.accepted(draft.data).unwrap(), Some(id));
    assert_eq!(ledger.begun_with(draft.whole).unwrap(), None);
}

#[test]
fn accepted_data_is_known_by_its_last_message_whatever_was_written_beside_it() {
    let (_dir, ledger) = ledger();
    let data = sha256(b"data");
    assert_eq!(ledger.accepted(data).unwrap(), None);
    for (id, whole) in [
        (ID, b"one text"),
        ("0195d2e3-dc00-7000-8000-000000000001", b"text two"),
    ] {
        let id = id.parse().unwrap();
        let draft = names(whole, b"data");
        ledger.begin(id, b"envelope", draft).unwrap();
        ledger.accept(id).unwrap();
        // Once more changes nothing.
        ledger.accept(id).unwrap();
        assert_eq!(ledger.accepted(data).unwrap(), Some(id));
        assert!(ledger.pending().unwrap().is_empty());
    }
    assert_eq!(ledger.accepted(sha256(b"other")).unwrap(), None);
}

#[test]
fn a_message_that_was_never_sent_can_be_forgotten() {
    let (_dir, ledger) = ledger();
    let id = ID.parse().unwrap();
    ledger
        .begin(id, b"envelope", names(b"draft", b"data"))
        .unwrap();
    ledger.forget(id).unwrap();
    ledger.forget(id).unwrap();
    assert!(ledger.pending().unwrap().is_empty());
    let folder = ledger.message(Side::Sent, id);
    assert!(folder.envelope().unwrap().is_none());
}

#[test]
fn what_a_run_left_that_broke_off_is_not_pending() {
    let (dir, ledger) = ledger();
    let id = ID.parse().unwrap();
    ledger
        .begin(id, b"envelope", names(b"draft", b"data"))
        .unwrap();
    let pending = dir.path().join("ledger/pending");
    fs_err::write(pending.join(format!("{ID}.new")), "").unwrap();
    fs_err::write(pending.join(ID), "damaged").unwrap();
    // The message still waits; only that it is the same draft is not known any more.
    assert_eq!(ledger.pending().unwrap(), [(id, None)]);
}

#[test]
fn receipts_are_listed_in_their_order_and_never_change() {
    let (_dir, ledger) = ledger();
    let folder = ledger.message(Side::Received, ID.parse().unwrap());
    assert!(folder.receipts().unwrap().is_empty());
    for kind in [
        ReceiptKind::Opened,
        ReceiptKind::Accepted,
        ReceiptKind::Fetched,
    ] {
        folder
            .save_receipt(kind, kind.state().as_str().as_bytes())
            .unwrap();
    }
    folder
        .save_receipt(ReceiptKind::Accepted, b"another")
        .unwrap();
    let names: Vec<_> = folder
        .receipts()
        .unwrap()
        .into_iter()
        .map(|(path, der)| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, String::from_utf8(der).unwrap())
        })
        .collect();
    assert_eq!(
        names,
        [
            ("01-accepted.receipt".to_owned(), "accepted".to_owned()),
            ("02-fetched.receipt".to_owned(), "fetched".to_owned()),
            ("03-opened.receipt".to_owned(), "opened".to_owned()),
        ]
    );
}
