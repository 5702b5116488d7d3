//! Nothing becomes of a message that nobody asked for.

use super::*;

#[test]
fn what_nobody_asked_for_is_noticed() {
    for asked in [Asked::Fetch, Asked::Confirm] {
        let unwished = broken(|book, _| {
            told(book, 1).asked.remove(&asked);
        });
        assert_eq!(unwished, [Violation::Unwished(id(1), MessageState::Opened)]);
    }
    let unwished = broken(|book, _| told(book, 2).asked.clear());
    let withdrawn = MessageState::Withdrawn;
    assert_eq!(unwished, [Violation::Unwished(id(2), withdrawn)]);
    // Whoever asked and heard nothing may have been heard, or not.
    assert_eq!(
        broken(|book, _| {
            told(book, 1).asked.insert(Asked::Withdraw);
        }),
        []
    );
}
