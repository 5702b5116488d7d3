//! What must hold in the end: a message is delivered once, whole, to whom it was for, or withdrawn.
//!
//! Nothing here asks anybody: what offices were told, and what was found afterwards, are values.

mod order;
#[cfg(test)]
mod tests;
mod violation;

use std::collections::{BTreeMap, BTreeSet};

use tasuki_terms::{Digest, MessageId, MessageState, OfficeNumber};

pub(crate) use self::order::Order;
pub(crate) use self::violation::Violation;
use crate::history::{Asked, Book, Meant, Told};

/// What the platform tells when all is well again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// All messages that each office received, and those that it sent, as its lists have them.
    pub(crate) inbox: BTreeMap<OfficeNumber, Vec<(MessageId, MessageState)>>,
    pub(crate) outbox: BTreeMap<OfficeNumber, Vec<(MessageId, MessageState)>>,
    pub(crate) messages: BTreeMap<MessageId, FoundMessage>,
    /// What records name and the store does not have.
    pub(crate) missing: Vec<String>,
    /// What the store has, after a sweep, and no record names.
    pub(crate) orphans: Vec<String>,
    /// Why the platform's own examination failed, if it did.
    pub(crate) sick: Option<String>,
}

/// What is told of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundMessage {
    /// The ledger as the sender sees it; none where the platform does not know the message.
    pub(crate) of_sender: Option<View>,
    /// The same of the receiver.
    pub(crate) of_receiver: Option<View>,
    /// SHA-256 of the content, read by the receiver; none where it is refused.
    pub(crate) content: Option<Digest>,
    /// Offices that could read the message or its content though it is not theirs.
    pub(crate) strangers: BTreeSet<OfficeNumber>,
}

/// The ledger of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) state: MessageState,
    /// The receipts in their order, by their SHA-256.
    pub(crate) receipts: Vec<(MessageState, Digest)>,
    /// The state that their chain proves, or why it proves none.
    pub(crate) proven: Result<MessageState, String>,
}

/// All that does not hold.
pub(crate) fn check(book: &Book, found: &Found) -> Vec<Violation> {
    let mut violations = BTreeSet::new();
    let inbox = places(&found.inbox);
    let outbox = places(&found.outbox);
    let none = (Told::default(), FoundMessage::default());
    for (id, meant) in &book.meant {
        let told = book.told.get(id).unwrap_or(&none.0);
        let seen = found.messages.get(id).unwrap_or(&none.1);
        let of = Of {
            id: *id,
            meant,
            told,
            seen,
            received: inbox.get(id).map_or(&[][..], Vec::as_slice),
            sent: outbox.get(id).map_or(&[][..], Vec::as_slice),
        };
        of.check(&mut violations);
    }
    let known = |id: &&MessageId| !book.meant.contains_key(*id);
    let all = inbox.keys().chain(outbox.keys()).chain(book.told.keys());
    violations.extend(all.filter(known).map(|id| Violation::Unasked(*id)));
    violations.extend(found.missing.iter().cloned().map(Violation::Missing));
    violations.extend(found.orphans.iter().cloned().map(Violation::Orphan));
    violations.extend(found.sick.iter().cloned().map(Violation::Sick));
    violations.into_iter().collect()
}

type Places = BTreeMap<MessageId, Vec<(OfficeNumber, MessageState)>>;

/// In whose lists each message stands, as often as it does.
fn places(lists: &BTreeMap<OfficeNumber, Vec<(MessageId, MessageState)>>) -> Places {
    let mut places = Places::new();
    for (office, list) in lists {
        for (id, state) in list {
            places.entry(*id).or_default().push((*office, *state));
        }
    }
    places
}

/// One message, with all that is known of it.
struct Of<'a> {
    id: MessageId,
    meant: &'a Meant,
    told: &'a Told,
    seen: &'a FoundMessage,
    received: &'a [(OfficeNumber, MessageState)],
    sent: &'a [(OfficeNumber, MessageState)],
}

impl Of<'_> {
    fn check(&self, violations: &mut BTreeSet<Violation>) {
        self.strangers(violations);
        self.receipts(violations);
        self.answers(violations);
        let views = [&self.seen.of_sender, &self.seen.of_receiver];
        let is_anywhere = !self.received.is_empty()
            || !self.sent.is_empty()
            || views.iter().any(|view| view.is_some());
        if !is_anywhere {
            if !self.meant.is_given_up || !self.told.receipts.is_empty() {
                violations.insert(Violation::Lost(self.id));
            }
            return;
        }
        self.lists(violations);
        let (Some(of_sender), Some(of_receiver)) = (&self.seen.of_sender, &self.seen.of_receiver)
        else {
            violations.insert(Violation::Disagree(self.id));
            return;
        };
        if of_sender != of_receiver {
            violations.insert(Violation::Disagree(self.id));
        }
        for view in [of_sender, of_receiver] {
            self.ledger(view, violations);
        }
        self.wishes(of_receiver.state, violations);
        self.content(of_receiver.state, violations);
    }

    fn is_party(&self, office: OfficeNumber) -> bool {
        [self.meant.sender, self.meant.receiver].contains(&office)
    }

    fn strangers(&self, violations: &mut BTreeSet<Violation>) {
        let readers = self.told.read.iter().map(|(office, _)| office);
        let all = self.told.seen_by.iter().chain(&self.seen.strangers);
        let strangers = all.chain(readers).filter(|office| !self.is_party(**office));
        let foreign = |office: &OfficeNumber| Violation::Foreign(self.id, *office);
        violations.extend(strangers.map(foreign));
        let others = |list: &[(OfficeNumber, MessageState)], owner| {
            let others = list.iter().filter(move |(office, _)| *office != owner);
            others.map(|(office, _)| *office).collect::<Vec<_>>()
        };
        let listed = others(self.received, self.meant.receiver);
        violations.extend(listed.iter().map(foreign));
        let listed = others(self.sent, self.meant.sender);
        violations.extend(listed.iter().map(foreign));
        let heard = [
            (&self.told.heard_in, self.meant.receiver),
            (&self.told.heard_out, self.meant.sender),
        ];
        for (offices, owner) in heard {
            let others = offices.iter().filter(|office| **office != owner);
            violations.extend(others.map(foreign));
        }
    }

    /// What was told meanwhile, whatever is found afterwards.
    fn receipts(&self, violations: &mut BTreeSet<Violation>) {
        for (state, given) in &self.told.receipts {
            if given.len() > 1 {
                violations.insert(Violation::Changed(self.id, *state));
            }
        }
        let without = self.told.without_receipt.iter();
        violations.extend(without.map(|state| Violation::WithoutReceipt(self.id, *state)));
        let given = |state| self.told.receipts.contains_key(&state);
        let later = given(MessageState::Fetched) || given(MessageState::Opened);
        if given(MessageState::Withdrawn) && later {
            violations.insert(Violation::Contradiction(self.id));
        }
        let differs = |(_, content): &(OfficeNumber, Digest)| *content != self.meant.content;
        if self.told.read.iter().any(differs) {
            violations.insert(Violation::Differs(self.id));
        }
    }

    /// Requests out of their order did nothing that they must not do.
    fn answers(&self, violations: &mut BTreeSet<Violation>) {
        let wrong = self.told.answers.iter();
        let wrong = wrong.filter(|(order, answer)| !order.allows(answer));
        let answered = |(order, answer): &(Order, String)| {
            Violation::Answered(self.id, *order, answer.clone())
        };
        violations.extend(wrong.map(answered));
    }

    /// Nothing becomes of a message but what its offices asked for, whether they heard of it or not.
    fn wishes(&self, state: MessageState, violations: &mut BTreeSet<Violation>) {
        let needed: &[Asked] = match state {
            MessageState::Accepted | MessageState::Expired => &[],
            MessageState::Fetched => &[Asked::Fetch],
            MessageState::Opened => &[Asked::Fetch, Asked::Confirm],
            MessageState::Withdrawn => &[Asked::Withdraw],
        };
        if !needed.iter().all(|asked| self.told.asked.contains(asked)) {
            violations.insert(Violation::Unwished(self.id, state));
        }
    }

    /// Both sides list it once, in one state.
    fn lists(&self, violations: &mut BTreeSet<Violation>) {
        let sides = [
            (self.sent, self.meant.sender, &self.seen.of_sender),
            (self.received, self.meant.receiver, &self.seen.of_receiver),
        ];
        for (list, owner, view) in sides {
            let states: Vec<_> = list.iter().filter(|(office, _)| *office == owner).collect();
            match (states.as_slice(), view) {
                ([(_, state)], Some(view)) if *state == view.state => {}
                ([_], _) => {
                    violations.insert(Violation::Disagree(self.id));
                }
                ([], _) => {
                    violations.insert(Violation::Lost(self.id));
                }
                _ => {
                    violations.insert(Violation::Doubled(self.id, owner));
                }
            }
        }
    }

    fn ledger(&self, view: &View, violations: &mut BTreeSet<Violation>) {
        match &view.proven {
            Ok(state) if *state == view.state => {}
            Ok(state) => {
                let why = format!("{state:?} instead of {:?}", view.state);
                violations.insert(Violation::Unproven(self.id, why));
            }
            Err(why) => {
                violations.insert(Violation::Unproven(self.id, why.clone()));
            }
        }
        for (state, given) in &self.told.receipts {
            let kept = view.receipts.iter().find(|(kept, _)| kept == state);
            if !given
                .iter()
                .all(|der| kept.is_some_and(|(_, kept)| kept == der))
            {
                violations.insert(Violation::Forgotten(self.id, *state));
            }
        }
        if !matches!(view.state, MessageState::Opened | MessageState::Withdrawn) {
            violations.insert(Violation::Undelivered(self.id, view.state));
        }
    }

    fn content(&self, state: MessageState, violations: &mut BTreeSet<Violation>) {
        let violation = match (state, self.seen.content) {
            (MessageState::Withdrawn, None) => return,
            (MessageState::Withdrawn, Some(_)) => Violation::Readable(self.id),
            (_, None) => Violation::Unreadable(self.id),
            (_, Some(content)) if content == self.meant.content => return,
            _ => Violation::Differs(self.id),
        };
        violations.insert(violation);
    }
}
