//! What a federation's answer means for a licence as it stands now.

use tasuki_terms::{CalendarMonth, Date};

use super::DeductionOutcome;
use crate::{PaymentState, PaymentStep};

/// An answer does not fit a licence: something else has happened to its payment since the file was
/// made, and a person must look at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the answer does not fit a licence that is {}", state.as_str())]
pub struct AnswerConflict {
    /// How the payment stands.
    pub state: PaymentState,
}

/// Decides what the answer of the file of `claim`, whose result was made on `made_on`, does to a
/// licence in `state` for which the file of the month `asked` has asked last: a step, or nothing
/// where it stands so already.
///
/// An answer counts only if it is that to the file which asked last. An old file's answer, read
/// once more after the fee was asked for again, is a conflict and changes nothing.
pub fn judge_answer(
    outcome: DeductionOutcome,
    (claim, made_on): (CalendarMonth, Date),
    state: PaymentState,
    asked: Option<CalendarMonth>,
) -> Result<Option<PaymentStep>, AnswerConflict> {
    let conflict = AnswerConflict { state };
    if asked != Some(claim) {
        return Err(conflict);
    }
    let step = outcome.step(made_on);
    match state.advance(step) {
        Ok(next) => Ok(next.map(|_| step)),
        Err(_) => Err(conflict),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ImpossibleReason;

    #[test]
    fn only_the_file_that_asked_last_is_answered() {
        let (april, may): (CalendarMonth, CalendarMonth) =
            ("203104".parse().unwrap(), "203105".parse().unwrap());
        let on = date(2031, 5, 10);
        let failed = DeductionOutcome::Impossible(ImpossibleReason::NoClaim);
        let done = DeductionOutcome::Done;
        let judge = |outcome, state, asked| judge_answer(outcome, (april, on), state, asked);

        let step = Some(done.step(on));
        assert_eq!(judge(done, PaymentState::Requested, Some(april)), Ok(step));
        // Asked again by the file of May: that of April says nothing any more.
        let state = PaymentState::Requested;
        let conflict = Err(AnswerConflict { state });
        assert_eq!(judge(failed, state, Some(may)), conflict);
        // Asked for again, but in no file yet; billed; paid.
        for state in [
            PaymentState::AwaitingDeduction,
            PaymentState::Invoiced,
            PaymentState::Unpaid,
            PaymentState::Paid,
        ] {
            let conflict = Err(AnswerConflict { state });
            assert_eq!(judge(done, state, None), conflict);
        }
        // Corrected, in both directions, and the same again.
        let step = Some(done.step(on));
        assert_eq!(judge(done, PaymentState::Unpaid, Some(april)), Ok(step));
        let step = Some(failed.step(on));
        assert_eq!(judge(failed, PaymentState::Deducted, Some(april)), Ok(step));
        assert_eq!(judge(done, PaymentState::Deducted, Some(april)), Ok(None));
    }
}
