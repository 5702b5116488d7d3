use super::*;

/// A message of an id that tells from the first to the last.
fn version(last: u8, sequence: &str) -> ListedMessage {
    ListedMessage {
        id: format!("01a2022f-cac2-7d77-aaf6-04fcb6d187b{last}")
            .parse()
            .unwrap(),
        sequence: sequence.parse().ok(),
        accepted_at: now() + jiff::SignedDuration::from_mins(i64::from(last)),
        state: MessageState::Opened,
        ..listed(HELPER, "みほん")
    }
}

#[test]
fn the_latest_of_several_versions_is_known() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let messages = [
        version(0, "20261101093000"),
        version(1, "20261102093000"),
        version(2, "20261103093000"),
        // Another service is another plan, and what was withdrawn is no version any more.
        ListedMessage {
            own_service: "17".parse().ok(),
            ..version(3, "20261101093000")
        },
        ListedMessage {
            state: MessageState::Withdrawn,
            ..version(4, "20261104093000")
        },
    ];
    book.save_messages(Side::Sent, &messages).unwrap();
    let told = book.versions(Side::Sent, &messages).unwrap();
    let of = |at: usize| told.get(&messages[at].id).copied();
    let by = |at: usize| match of(at) {
        Some(Version::Followed { by, at }) => Some((by, at)),
        _ => None,
    };
    let latest = Some((messages[2].id, messages[2].accepted_at));
    assert_eq!((by(0), by(1)), (latest, latest));
    assert_eq!(of(2), Some(Version::Latest));
    assert_eq!((of(3), of(4)), (None, None));
    // On another page of the list, it is the same.
    let alone = book.versions(Side::Sent, &messages[..1]).unwrap();
    assert_eq!(alone.get(&messages[0].id), told.get(&messages[0].id));
}
