use tasuki_terms::Timestamp;
use tasuki_wire::Notice;

use super::Desktop;
use crate::test_office::now;

fn notice(title: &str, until: Option<Timestamp>) -> Notice {
    Notice {
        id: title.to_owned(),
        category: "保守".to_owned(),
        title: title.to_owned(),
        body: "みほん".to_owned(),
        is_own: true,
        since: now(),
        until,
    }
}

#[test]
fn notices_are_kept_until_they_end() {
    let desktop = Desktop::new();
    let book = desktop.book();
    assert_eq!(book.kept_notices(now()).unwrap(), None);
    let hour = jiff::SignedDuration::from_hours(1);
    let all = [
        notice("長く", None),
        notice("すぐ終わる", Some(now() + hour)),
    ];
    book.keep_notices(&all, now()).unwrap();
    assert!(!desktop.shows("すぐ終わる"));
    let book = desktop.book();
    assert_eq!(
        book.kept_notices(now()).unwrap(),
        Some((now(), all.to_vec()))
    );
    let later = book.kept_notices(now() + hour).unwrap().unwrap();
    assert_eq!(later, (now(), all[..1].to_vec()));
    book.keep_notices(&[], now() + hour).unwrap();
    assert_eq!(
        book.kept_notices(now()).unwrap(),
        Some((now() + hour, Vec::new()))
    );
}

#[test]
fn what_cannot_be_read_counts_as_never_told_and_is_kept_anew() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let told = [notice("保守のお知らせ", None)];
    let sealed = |json: &[u8]| book.seal("told/notices/sealed", json).unwrap();
    let later = br#"[{"id":"1","headline":"a later program's"}]"#;
    for kept in [sealed(b"{}"), sealed(later), b"damaged".to_vec()] {
        book.keep_notices(&told, now()).unwrap();
        book.write("spoil", |transaction| {
            transaction.execute("UPDATE told SET sealed = ?1", [&kept])
        })
        .unwrap();
        assert_eq!(book.kept_notices(now()).unwrap(), None);
        book.keep_notices(&told, now()).unwrap();
        let kept = book.kept_notices(now()).unwrap();
        assert_eq!(kept, Some((now(), told.to_vec())));
    }
    book.write("spoil", |transaction| {
        transaction.execute("UPDATE told SET told_at = ?1", [i64::MAX])
    })
    .unwrap();
    assert_eq!(book.kept_notices(now()).unwrap(), None);
}
