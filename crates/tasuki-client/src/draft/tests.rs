use tasuki_desk::KeptFile;

use super::*;
use crate::unpack::SMALL;

fn file(name: &str, bytes: &[u8]) -> DraftFile {
    DraftFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn kept(names: &[&str]) -> KeptDraft {
    let files = (1..).zip(names).map(|(place, name)| KeptFile {
        place,
        name: (*name).to_owned(),
        size: 1,
    });
    KeptDraft {
        id: "draft".to_owned(),
        begun_at: Timestamp::UNIX_EPOCH,
        changed_at: Timestamp::UNIX_EPOCH,
        text: None,
        to: None,
        replaces: None,
        again: false,
        files: files.collect(),
    }
}

#[test]
fn a_file_that_is_chosen_again_takes_the_place_of_the_one_before() {
    let files = vec![
        file("a.txt", b"2"),
        file("c.txt", b"1"),
        file("c.txt", b"3"),
    ];
    let addition = addition(&kept(&["a.txt", "b.txt"]), &files);
    assert_eq!(addition.replaced, [1]);
    assert_eq!(addition.added, [file("a.txt", b"2"), file("c.txt", b"3")]);
    assert!(!addition.is_too_much);
}

#[test]
fn what_does_not_fit_is_told() {
    let many = (0..MOST_FILES + 5).map(|n| file(&format!("{n}.txt"), b"a"));
    let many: Vec<_> = many.collect();
    let addition = addition(&kept(&["a.txt"]), &many);
    assert_eq!(addition.added.len(), MOST_FILES - 1);
    assert!(addition.is_too_much);
    let (what, hint) = NotAdded::TooMuch.texts();
    assert!(what.ends_with('。') && hint.ends_with('。'));
}

#[test]
fn an_edited_draft_is_not_sent_again_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let password = secrecy::SecretString::from("horse");
    let lock = tasuki_desk::Lock {
        cost: tasuki_desk::Cost::LEAST,
        ..tasuki_desk::Lock::new(&password)
    };
    let keyring = tasuki_desk::Keyring::make(dir.path(), &lock).unwrap();
    let entropy = std::sync::Arc::new(tasuki_seal::SystemEntropy);
    let book = Book::open(&dir.path().join("book.db"), keyring, entropy).unwrap();
    let wished = Draft {
        again: true,
        text: Some("今月分です。".to_owned()),
        ..Draft::default()
    };
    let now = Timestamp::UNIX_EPOCH;
    let id = book.keep_draft(&wished, now).unwrap();
    let fate = write(&book, &id, "来月分です。", None, now).unwrap();
    assert_eq!(fate, DraftFate::Done);
    let kept = book.draft(&id).unwrap().unwrap();
    assert_eq!(kept.text.as_deref(), Some("来月分です。"));
    assert!(!kept.again);
}

#[test]
fn archives_share_one_budget() {
    let half = vec![0; usize::try_from(SMALL).unwrap() / 2];
    let zip = |name: &str| file(name, &crate::unpack::tests::archive(&[("a.txt", &half)]));
    let plain = file("b.txt", b"b");
    let files = vec![zip("1.zip"), plain, zip("2.ZIP"), zip("3.zip")];
    let mut budget = Budget {
        bytes: SMALL,
        ..Budget::FULL
    };
    let unpacked = unpack_all(files, &mut budget);
    let names: Vec<&str> = unpacked.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["a.txt", "b.txt", "a.txt"]);
    let third = NotAdded::Archive {
        name: "3.zip".to_owned(),
        why: CannotUnpack::TooLarge,
    };
    assert_eq!(unpacked.not_added, [third]);
}

#[test]
fn a_receiver_is_read_in_full_width_too() {
    let number = "1370000028".parse().unwrap();
    assert_eq!(typed_receiver(" １３７０００００２８ "), Ok(Some(number)));
    assert_eq!(typed_receiver("　"), Ok(None));
    assert_eq!(typed_receiver("みほん"), Err(NotANumber));
    assert_eq!(typed_text(" a\r\nb \r\n").as_deref(), Some("a\nb"));
}
