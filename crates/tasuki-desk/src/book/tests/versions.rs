use crate::Version;

use super::*;

#[test]
fn the_latest_of_several_versions_is_known() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let mut messages = tasuki_testing::sent_messages(5, now()).unwrap();
    let like = messages[0].clone();
    let sequences = ["20261101093000", "20261102093000", "20261103093000"];
    for (message, sequence) in messages.iter_mut().zip(sequences) {
        let (id, accepted_at) = (message.id, message.accepted_at);
        *message = like.clone();
        (message.id, message.accepted_at) = (id, accepted_at);
        message.sequence = sequence.parse().ok();
        message.state = MessageState::Opened;
    }
    // Another service is another plan, and what was withdrawn is no version any more.
    messages[3] = ListedMessage {
        id: messages[3].id,
        own_service: "17".parse().ok(),
        ..messages[0].clone()
    };
    messages[4] = ListedMessage {
        id: messages[4].id,
        sequence: "20261104093000".parse().ok(),
        state: MessageState::Withdrawn,
        ..messages[0].clone()
    };
    book.save_messages(Side::Sent, &messages).unwrap();
    let told = book.versions(Side::Sent, &messages).unwrap();
    let of = |at: usize| told.get(&messages[at].id).copied();
    let by = |at: usize| match of(at) {
        Some(Version::Replaced { by, at }) => Some((by, at)),
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
