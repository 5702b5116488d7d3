//! The states of a message and the steps between them.

use tasuki_terms::{MessageState, OfficeNumber};

use crate::Refusal;

/// What somebody wants to happen to an accepted message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// The receiver downloads it.
    Fetch,
    /// The receiver's client opened and verified it.
    Open,
    /// The sender takes it back (取消).
    Withdraw,
    /// Its time is over and nobody downloaded it.
    Expire,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 4] = [Self::Fetch, Self::Open, Self::Withdraw, Self::Expire];
}

/// Decides the state after `step`, or none where the message already is in it.
///
/// `caller` is the office that asks, or none for the platform itself. Anybody but sender and
/// receiver is told that there is no such message.
pub fn advance(
    state: MessageState,
    step: Step,
    sender: OfficeNumber,
    receiver: OfficeNumber,
    caller: Option<OfficeNumber>,
) -> Result<Option<MessageState>, Refusal> {
    if caller.is_some_and(|caller| caller != sender && caller != receiver) {
        return Err(Refusal::NoSuchMessage);
    }
    let acts = match step {
        Step::Fetch | Step::Open => caller == Some(receiver),
        Step::Withdraw => caller == Some(sender),
        Step::Expire => caller.is_none(),
    };
    if !acts {
        return Err(Refusal::NotYours);
    }
    match (state, step) {
        (MessageState::Accepted, Step::Fetch) => Ok(Some(MessageState::Fetched)),
        (MessageState::Fetched | MessageState::Opened, Step::Fetch)
        | (MessageState::Opened, Step::Open)
        | (MessageState::Withdrawn, Step::Withdraw)
        | (MessageState::Expired, Step::Expire) => Ok(None),
        (MessageState::Fetched, Step::Open) => Ok(Some(MessageState::Opened)),
        (MessageState::Accepted, Step::Withdraw) => Ok(Some(MessageState::Withdrawn)),
        (MessageState::Accepted, Step::Expire) => Ok(Some(MessageState::Expired)),
        (MessageState::Accepted, Step::Open) => Err(Refusal::NotFetched),
        (MessageState::Withdrawn, _) => Err(Refusal::Withdrawn),
        (MessageState::Expired, _) => Err(Refusal::Expired),
        (MessageState::Fetched | MessageState::Opened, Step::Withdraw | Step::Expire) => {
            Err(Refusal::AlreadyFetched)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use proptest::prelude::*;

    fn office(text: &str) -> OfficeNumber {
        text.parse().unwrap()
    }

    #[test]
    fn the_whole_table_of_steps() {
        let (sender, receiver) = (office("1370000001"), office("1370000002"));
        let mut table = String::new();
        for state in MessageState::ALL {
            for step in Step::ALL {
                let caller = match step {
                    Step::Fetch | Step::Open => Some(receiver),
                    Step::Withdraw => Some(sender),
                    Step::Expire => None,
                };
                let told = match advance(state, step, sender, receiver, caller) {
                    Ok(Some(next)) => format!("-> {next}"),
                    Ok(None) => "stays".to_owned(),
                    Err(refusal) => refusal.code().to_owned(),
                };
                writeln!(table, "{state} {step:?} {told}").unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        accepted Fetch -> fetched
        accepted Open message.not-fetched
        accepted Withdraw -> withdrawn
        accepted Expire -> expired
        fetched Fetch stays
        fetched Open -> opened
        fetched Withdraw message.already-fetched
        fetched Expire message.already-fetched
        opened Fetch stays
        opened Open stays
        opened Withdraw message.already-fetched
        opened Expire message.already-fetched
        withdrawn Fetch message.withdrawn
        withdrawn Open message.withdrawn
        withdrawn Withdraw stays
        withdrawn Expire message.withdrawn
        expired Fetch message.expired
        expired Open message.expired
        expired Withdraw message.expired
        expired Expire stays
        ");
    }

    proptest! {
        #[test]
        fn a_third_office_learns_nothing(state in 0_usize..5, step in 0_usize..4) {
            let told = advance(
                MessageState::ALL[state],
                Step::ALL[step],
                office("1370000001"),
                office("1370000002"),
                Some(office("1370000003")),
            );
            prop_assert_eq!(told, Err(Refusal::NoSuchMessage));
        }
    }
}
