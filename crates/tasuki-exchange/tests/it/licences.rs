//! `docs/licences.md` says what the code does.

use tasuki_exchange::{
    DeductionFile, DeductionOutcome, FeeSchedule, ImpossibleReason, PaymentState, PaymentStep,
    RenewalRule, read_result, write_result,
};

const DOCUMENT: &str = include_str!("../../../../docs/licences.md");

/// The example that is marked so, with the line ends of the file.
fn example(mark: &str) -> Vec<u8> {
    let begin = format!("```csv {mark}\n");
    let (_, after) = DOCUMENT.split_once(&*begin).unwrap();
    let (text, _) = after.split_once("```").unwrap();
    text.replace('\n', "\r\n").into_bytes()
}

#[test]
fn the_documented_files_are_read_and_written() {
    let request = DeductionFile::read(&example("request")).unwrap();
    assert_eq!(request.write(), example("request"));

    let result = read_result(&example("result"), &request).unwrap();
    let outcome = |licence| {
        let found = result.answers.iter().find(|one| one.licence == licence);
        found.unwrap().outcome
    };
    let again = write_result(&request, result.made_on, |line| outcome(line.licence));
    assert_eq!(again, example("result"));
    let failed = DeductionOutcome::Impossible(ImpossibleReason::NotEnough);
    assert_eq!(result.answers[1].outcome, failed);
}

#[test]
fn the_reasons_are_those_of_the_code() {
    for reason in ImpossibleReason::ALL {
        let row = format!("| {} | {} |", reason.as_str(), reason.name());
        assert!(DOCUMENT.contains(&row), "{row}");
    }
}

#[test]
fn the_diagram_of_payment_has_the_edges_of_the_code() {
    let on = jiff::civil::date(2031, 5, 10);
    let reason = ImpossibleReason::NoClaim;
    let steps = [
        ("RequestDeduction", PaymentStep::RequestDeduction),
        ("Deduct", PaymentStep::Deduct { on }),
        ("FailDeduction", PaymentStep::FailDeduction { reason }),
        ("RetryDeduction", PaymentStep::RetryDeduction),
        ("SendInvoice", PaymentStep::SendInvoice),
        ("ReceiveTransfer", PaymentStep::ReceiveTransfer { on }),
        ("PassDueDay", PaymentStep::PassDueDay),
        ("RevertTransfer", PaymentStep::RevertTransfer),
        ("TakeBack", PaymentStep::TakeBack),
    ];
    let mut edges = 0;
    for state in PaymentState::ALL {
        for (name, step) in steps {
            if let Ok(Some(next)) = state.advance(step) {
                let edge = format!("    {} --> {}: {name}\n", state.as_str(), next.as_str());
                assert!(DOCUMENT.contains(&edge), "{edge}");
                edges += 1;
            }
        }
    }
    let drawn = DOCUMENT.lines().filter(|line| line.contains(" --> "));
    // Four more lead from nothing to the first state.
    assert_eq!(drawn.count(), edges + 4);
}

#[test]
fn the_renewal_is_that_of_the_code() {
    let late = RenewalRule::default().late_days;
    assert!(DOCUMENT.contains(&format!("to {late} days after it")));
}

#[test]
fn the_fees_are_those_of_the_code() {
    for period in FeeSchedule::default().periods {
        let to = period
            .to
            .map_or_else(|| "–".to_owned(), |to| to.to_string());
        let fee = period.fee.to_string().replace('円', " yen");
        let row = format!("| {} | {to} | {fee}", period.from);
        assert!(DOCUMENT.contains(&row), "{row}");
    }
}
